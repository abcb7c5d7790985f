import Avro
internal import Glibc
import MariaDB

/// Writes rows as the server gives them into an Avro file.
struct RowWriter {
    /// What writing a value needs to know of its field. Nothing in it is counted: a copy for each value costs nothing.
    private struct Part {
        let coding: FieldCoding
        let isNullable: Bool
        /// The empty text that stands for a wrong value of an `ENUM` cannot be written back.
        let takesEmpty: Bool

        init(_ field: BackupField) {
            coding = field.coding
            isNullable = field.isNullable
            takesEmpty =
                if case .enumeration(let members) = field.column.type { members.contains("") } else { true }
        }
    }

    private let fields: [BackupField]
    private let parts: [Part]
    private let file: AvroFileWriter

    init(fields: [BackupField], file: AvroFileWriter) {
        self.fields = fields
        self.file = file
        parts = fields.map(Part.init)
    }

    /// - Throws: `ValueNotKept` where a value cannot be written so that it comes back the same.
    @inline(__always)
    func write(_ row: borrowing TextRowCursor) throws {
        for index in parts.indices {
            let part = parts[index]
            guard let text = row.bytes(index) else {
                guard part.isNullable else { throw refusal(index, "NULL") }
                file.putBranch(0)
                continue
            }
            if part.isNullable { file.putBranch(1) }
            guard put(text, part) else { throw refusal(index, String(decoding: text.prefix(64), as: UTF8.self)) }
        }
        try file.endRecord()
    }

    private func refusal(_ index: Int, _ text: String) -> ValueNotKept {
        ValueNotKept(column: fields[index].column.name, text: text)
    }

    @inline(__always)
    private func put(_ text: UnsafeRawBufferPointer, _ part: Part) -> Bool {
        switch part.coding {
        case .int: put(Self.integer(text).flatMap { Int32(exactly: $0) }) { file.putInt($0) }
        case .long: put(Self.integer(text)) { file.putLong($0) }
        case .unsignedLong: putDecimal(text, scale: 0)
        case .decimal(_, let scale): putDecimal(text, scale: scale)
        case .float: put(Self.double(text)) { file.putFloat(Float($0)) }
        case .double: put(Self.double(text)) { file.putDouble($0) }
        case .date: put(TextMoment.days(text)) { file.putInt($0) }
        case .timeOfDay: put(TextMoment.span(text).flatMap(Self.timeOfDay)) { file.putLong($0) }
        case .timeSpan: put(TextMoment.span(text)) { file.putLong($0) }
        case .timestamp: put(TextMoment.microseconds(text)) { file.putLong($0) }
        case .string: put(!text.isEmpty || part.takesEmpty ? text : nil) { file.putString($0) }
        case .bytes: put(text) { file.putBytes($0) }
        }
    }

    private static func timeOfDay(_ span: Int64) -> Int64? { 0..<TextMoment.microsecondsPerDay ~= span ? span : nil }

    @inline(__always)
    private func put<Value>(_ value: Value?, _ write: (Value) -> Void) -> Bool {
        guard let value else { return false }
        write(value)
        return true
    }

    private func putDecimal(_ text: UnsafeRawBufferPointer, scale: Int) -> Bool {
        guard let number = UnscaledDecimal(text, scale: scale) else { return false }
        number.withTwosComplement { file.putBytes($0) }
        return true
    }

    @inline(__always)
    static func integer(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard text.count <= 18 else { return Int64(String(decoding: text, as: UTF8.self)) }
        let isNegative = text.first == UInt8(ascii: "-")
        var number: Int64 = 0
        for place in (isNegative ? 1 : 0)..<text.count {
            let digit = text[place] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            number = number &* 10 &+ Int64(digit)
        }
        guard text.count > (isNegative ? 1 : 0) else { return nil }
        return isNegative ? -number : number
    }

    /// The server's texts of a `DOUBLE` give the same number again. libmariadb puts a NUL behind each.
    private static func double(_ text: UnsafeRawBufferPointer) -> Double? {
        guard let start = text.baseAddress?.assumingMemoryBound(to: CChar.self) else { return nil }
        var end: UnsafeMutablePointer<CChar>?
        let number = strtod(start, &end)
        return end.map { UnsafePointer($0) == start + text.count } == true && !text.isEmpty ? number : nil
    }
}

/// A value that a backup cannot hold so that it comes back the same, such as `0000-00-00`.
struct ValueNotKept: Error {
    let column: String
    let text: String
}
