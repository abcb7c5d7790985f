import Avro

/// Writes a record of a foreign Avro file as a line of JSON, from which it is loaded as any other: values keep their exact
/// text, so that the checks of a load see what the file says.
///
/// Whole numbers, decimals and booleans are JSON's own; dates and times are ISO 8601 in UTC; octets are `0x…`. Fields that
/// no column can hold (arrays, maps, records) are left out.
struct AvroLine {
    private struct Field {
        let index: Int
        /// The name as a JSON string, with its colon.
        let head: [UInt8]
        let type: AvroType
    }

    private static let microsecondsPerSecond: Int64 = 1_000_000

    private let fields: [Field]

    /// - Throws: `Problem` where no field can be loaded.
    init(_ schema: AvroSchema) throws {
        fields = schema.fields.enumerated().compactMap { index, field in
            Self.isFlat(field.type)
                ? Field(index: index, head: Array((JSONText.quoted(field.name) + ":").utf8), type: field.type) : nil
        }
        guard !fields.isEmpty else {
            throw Problem(.columnsDoNotMatch, "The file's records have no field that a column can hold.")
        }
    }

    private static func isFlat(_ type: AvroType) -> Bool {
        switch type {
        case .array, .map, .record, .union: false
        default: true
        }
    }

    /// Appends the record's line with its end.
    func append(_ record: borrowing AvroRecord, to line: inout [UInt8]) throws {
        var separator = UInt8(ascii: "{")
        for field in fields {
            line.append(separator)
            separator = UInt8(ascii: ",")
            line.append(contentsOf: field.head)
            if record.isNull(field.index) {
                line.append(contentsOf: "null".utf8)
            } else {
                try append(record, field, to: &line)
            }
        }
        line.append(contentsOf: "}\n".utf8)
    }

    private func append(_ record: borrowing AvroRecord, _ field: Field, to line: inout [UInt8]) throws {
        let index = field.index
        switch field.type {
        case .null, .array, .map, .record, .union: line.append(contentsOf: "null".utf8)
        case .boolean: line.append(contentsOf: (record.boolean(index) ? "true" : "false").utf8)
        case .int, .long: line.append(contentsOf: "\(record.integer(index))".utf8)
        case .float: Self.append(Double(record.float(index)), "\(record.float(index))", to: &line)
        case .double: Self.append(record.double(index), "\(record.double(index))", to: &line)
        case .enumeration(let symbols): Self.append(symbols[Int(record.integer(index))], to: &line)
        case .string, .uuid: Self.append(text: record.bytes(index), to: &line)
        case .bytes, .fixed: Self.append(octets: record.bytes(index), to: &line)
        case .decimal(_, let scale, _): try Self.append(decimal: record.bytes(index), scale: scale, to: &line)
        case .date:
            Self.append(try Self.moment(record.integer(index), 86_400 * Self.microsecondsPerSecond, "date"), to: &line)
        case .timeMillis: Self.append(try Self.time(record.integer(index), 1000), to: &line)
        case .timeMicros: Self.append(try Self.time(record.integer(index), 1), to: &line)
        case .timestampMillis, .localTimestampMillis:
            Self.append(try Self.moment(record.integer(index), 1000, "time"), to: &line)
        case .timestampMicros, .localTimestampMicros:
            Self.append(try Self.moment(record.integer(index), 1, "time"), to: &line)
        }
    }

    /// What JSON has no number for becomes a text, which no column takes for one.
    private static func append(_ number: Double, _ text: String, to line: inout [UInt8]) {
        if number.isFinite { line.append(contentsOf: text.utf8) } else { append(text, to: &line) }
    }

    private static func append(_ text: String, to line: inout [UInt8]) {
        line.append(contentsOf: JSONText.quoted(text).utf8)
    }

    private static func append(text: UnsafeRawBufferPointer, to line: inout [UInt8]) {
        append(String(decoding: text, as: UTF8.self), to: &line)
    }

    private static func append(octets: UnsafeRawBufferPointer, to line: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        line.append(contentsOf: "\"0x".utf8)
        for octet in octets {
            line.append(digits[Int(octet >> 4)])
            line.append(digits[Int(octet & 15)])
        }
        line.append(UInt8(ascii: "\""))
    }

    private static func append(decimal: UnsafeRawBufferPointer, scale: Int, to line: inout [UInt8]) throws {
        guard let number = UnscaledDecimal(twosComplement: decimal) else {
            throw Problem(.notAvro, "The file has a decimal of \(decimal.count) bytes; 32 are the most.")
        }
        line.append(contentsOf: number.text(scale: scale).utf8)
    }

    /// A date, or a date and a time in UTC, from its number and the microseconds that 1 stands for.
    private static func moment(_ number: Int64, _ unit: Int64, _ kind: String) throws -> String {
        let (microseconds, overflow) = number.multipliedReportingOverflow(by: unit)
        var row = RowEncoder()
        guard !overflow, TextMoment.append(timestamp: microseconds, fraction: 6, to: &row) else {
            throw Problem(.notAvro, "The file has the \(kind) \(number), which is not in the years 1 to 9999.")
        }
        let text = text(row)
        if kind == "date" { return String(text.prefix(10)) }
        return withoutZeros(String(text.map { $0 == " " ? "T" : $0 })) + "Z"
    }

    private static func time(_ number: Int64, _ unit: Int64) throws -> String {
        let (microseconds, overflow) = number.multipliedReportingOverflow(by: unit)
        var row = RowEncoder()
        guard !overflow, TextMoment.append(span: microseconds, fraction: 6, to: &row) else {
            throw Problem(.notAvro, "The file has the time \(number), which is more than 838 hours.")
        }
        return withoutZeros(text(row))
    }

    private static func text(_ row: borrowing RowEncoder) -> String {
        row.withUnsafeBytes { bytes in
            var reader = WireReader(bytes)
            guard case .bytes(let text) = reader.next() else { preconditionFailure("one text was written") }
            return String(decoding: text, as: UTF8.self)
        }
    }

    /// Zeros at a fraction's end say nothing, and would ask for more digits than a column may have.
    private static func withoutZeros(_ text: String) -> String {
        var text = text
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
