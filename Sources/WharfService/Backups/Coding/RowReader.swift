import Avro

/// Turns records of a backup into rows as `RowEncoder` writes them, for columns of the same or another definition.
struct RowReader {
    /// A column that is filled, and the place of its field in the records.
    struct Source {
        let column: Column
        let field: Int
        let coding: FieldCoding
    }

    /// What reading a value needs to know of its column. Nothing in it is counted: a copy for each value costs nothing.
    private struct Part {
        let field: Int
        let coding: FieldCoding
        let isUnsigned: Bool
        /// Digits of the second's fraction.
        let fraction: Int

        init(_ source: Source) {
            field = source.field
            coding = source.coding
            isUnsigned = source.column.type.isUnsigned
            fraction = source.column.type.fraction ?? 6
        }
    }

    private let sources: [Source]
    private let parts: [Part]

    init(sources: [Source]) {
        self.sources = sources
        parts = sources.map(Part.init)
    }

    /// - Throws: `ValueNotTaken` where the column has no such value.
    @inline(__always)
    func read(_ record: borrowing AvroRecord, into row: inout RowEncoder) throws {
        for index in parts.indices {
            let part = parts[index]
            if record.isNull(part.field) {
                row.appendNull()
            } else if !Self.read(record, part, into: &row) {
                throw ValueNotTaken(column: sources[index].column.name)
            }
        }
    }

    /// - Returns: whether the column's type can have the value, as far as that is known here.
    private static func read(_ record: borrowing AvroRecord, _ part: Part, into row: inout RowEncoder) -> Bool {
        let field = part.field
        switch part.coding {
        case .int, .long: return append(record.integer(field), part, to: &row)
        case .unsignedLong:
            guard let number = UnscaledDecimal(twosComplement: record.bytes(field)) else { return false }
            guard let unsigned = number.unsigned else { return append(text: number.text(scale: 0), to: &row) }
            append(unsigned, to: &row)
        case .decimal(_, let scale):
            guard let number = UnscaledDecimal(twosComplement: record.bytes(field)) else { return false }
            return append(text: number.text(scale: scale), to: &row)
        case .float: return append(Double(record.float(field)), to: &row)
        case .double: return append(record.double(field), to: &row)
        case .date:
            let days = Int(record.integer(field))
            guard TextMoment.daysOfDates.contains(days) else { return false }
            TextMoment.append(days: days, to: &row)
        case .timeOfDay, .timeSpan:
            return TextMoment.append(span: record.integer(field), fraction: part.fraction, to: &row)
        case .timestamp:
            return TextMoment.append(timestamp: record.integer(field), fraction: part.fraction, to: &row)
        case .string, .bytes: row.append(bytes: record.bytes(field))
        }
        return true
    }

    /// A number is bound with its column's signedness, which it must have.
    private static func append(_ number: Int64, _ part: Part, to row: inout RowEncoder) -> Bool {
        if part.isUnsigned, number < 0 { return false }
        row.append(signed: number)
        return true
    }

    private static func append(_ number: UInt64, to row: inout RowEncoder) {
        if let signed = Int64(exactly: number) {
            row.append(signed: signed)
        } else {
            row.append(unsigned: number)
        }
    }

    private static func append(_ number: Double, to row: inout RowEncoder) -> Bool {
        number.isFinite && append(text: "\(number)", to: &row)
    }

    private static func append(text: String, to row: inout RowEncoder) -> Bool {
        var text = text
        text.withUTF8 { row.append(bytes: UnsafeRawBufferPointer($0)) }
        return true
    }
}

/// A value of a backup that the column cannot have.
struct ValueNotTaken: Error {
    let column: String
}

extension ColumnType {
    /// Digits of the second's fraction that the column keeps.
    var fraction: Int? {
        switch self {
        case .time(let fraction), .datetime(let fraction), .timestamp(let fraction): fraction
        default: nil
        }
    }
}
