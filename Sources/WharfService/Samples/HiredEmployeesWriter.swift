/// Puts records of `hired_employees` into a buffer, sound ones and broken ones.
struct HiredEmployeesWriter {
    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")

    private let calendar: SampleCalendar
    private let given = SamplePeople.given
    private let family = SamplePeople.family

    init(calendar: SampleCalendar) {
        self.calendar = calendar
    }

    /// Appends a sound record.
    @inline(__always)
    func append(_ employee: SampleEmployee, id: Int, to buffer: inout RecordBuffer) {
        buffer.append(decimal: id)
        buffer.append(Self.comma)
        appendName(of: employee, to: &buffer)
        buffer.append(Self.comma)
        appendTime(of: employee, to: &buffer)
        buffer.append(Self.comma)
        buffer.append(decimal: employee.departmentID)
        buffer.append(Self.comma)
        buffer.append(decimal: employee.jobID)
        buffer.endRecord()
    }

    /// Appends a record that is sound but for one field.
    ///
    /// - Parameter earlierID: the id that a repeating record repeats.
    func append(
        _ employee: SampleEmployee, id: Int, brokenBy defect: SampleDefect, earlierID: Int,
        to buffer: inout RecordBuffer
    ) {
        for field in SampleDefect.Field.allCases {
            if field != .id { buffer.append(Self.comma) }
            if field == defect.field {
                appendBroken(defect, of: employee, id: id, earlierID: earlierID, to: &buffer)
            } else {
                append(field, of: employee, id: id, to: &buffer)
            }
        }
        buffer.endRecord()
    }

    private func append(
        _ field: SampleDefect.Field, of employee: SampleEmployee, id: Int, to buffer: inout RecordBuffer
    ) {
        switch field {
        case .id: buffer.append(decimal: id)
        case .name: appendName(of: employee, to: &buffer)
        case .datetime: appendTime(of: employee, to: &buffer)
        case .departmentID: buffer.append(decimal: employee.departmentID)
        case .jobID: buffer.append(decimal: employee.jobID)
        }
    }

    private func appendBroken(
        _ defect: SampleDefect, of employee: SampleEmployee, id: Int, earlierID: Int, to buffer: inout RecordBuffer
    ) {
        switch defect.way {
        case .empty: break
        case .text(let text): buffer.append(text)
        case .prefixed(let text):
            buffer.append(text)
            append(defect.field, of: employee, id: id, to: &buffer)
        case .suffixed(let text):
            append(defect.field, of: employee, id: id, to: &buffer)
            buffer.append(text)
        case .fraction(let text):
            calendar.append(employee.hired, to: &buffer)
            buffer.append(text)
            buffer.append(UInt8(ascii: "Z"))
        case .dropped: buffer.removeLast()
        case .unknown:
            let number = defect.field == .jobID ? employee.jobID : employee.departmentID
            buffer.append(decimal: 9000 + number)
        case .repeated: buffer.append(decimal: earlierID)
        case .long, .loose, .badlyQuoted, .bytes: appendBrokenName(defect.way, of: employee, to: &buffer)
        }
    }

    private func appendBrokenName(
        _ way: SampleDefect.Way, of employee: SampleEmployee, to buffer: inout RecordBuffer
    ) {
        switch way {
        case .long:
            for number in 0..<300 { buffer.append(number % 10 == 5 ? 0x20 : 0x61 + UInt8(number % 26)) }
        case .loose(let text):
            buffer.append(employee.family, of: family)
            buffer.append(text)
            buffer.append(employee.given, of: given)
        case .badlyQuoted:
            buffer.append(Self.quote)
            buffer.append(employee.given, of: given)
            buffer.append(Self.quote)
            buffer.append(0x20)
            buffer.append(employee.family, of: family)
        case .bytes(let bytes):
            buffer.append(employee.given, of: given)
            bytes.withUnsafeBufferPointer { buffer.append($0) }
            buffer.append(0x20)
            buffer.append(employee.family, of: family)
        default: preconditionFailure("not a way to break a name")
        }
    }

    @inline(__always)
    private func appendName(of employee: SampleEmployee, to buffer: inout RecordBuffer) {
        guard case .nothing = employee.extra else { return appendLongerName(of: employee, to: &buffer) }
        buffer.append(employee.given, of: given)
        buffer.append(0x20)
        buffer.append(employee.family, of: family)
    }

    private func appendLongerName(of employee: SampleEmployee, to buffer: inout RecordBuffer) {
        switch employee.extra {
        case .nothing: break
        case .secondFamily(let second):
            buffer.append(employee.given, of: given)
            buffer.append(0x20)
            buffer.append(employee.family, of: family)
            buffer.append(UInt8(ascii: "-"))
            buffer.append(second, of: family)
        case .nickname(let nickname):
            buffer.append(Self.quote)
            buffer.append(employee.given, of: given)
            buffer.append(" \"\"")
            buffer.append(nickname, of: SamplePeople.nickname)
            buffer.append("\"\" ")
            buffer.append(employee.family, of: family)
            buffer.append(Self.quote)
        case .suffix(let suffix):
            buffer.append(Self.quote)
            buffer.append(employee.given, of: given)
            buffer.append(0x20)
            buffer.append(employee.family, of: family)
            buffer.append(", ")
            buffer.append(suffix, of: SamplePeople.suffix)
            buffer.append(Self.quote)
        }
    }

    @inline(__always)
    private func appendTime(of employee: SampleEmployee, to buffer: inout RecordBuffer) {
        calendar.append(employee.hired, to: &buffer)
        buffer.append(UInt8(ascii: "Z"))
    }
}
