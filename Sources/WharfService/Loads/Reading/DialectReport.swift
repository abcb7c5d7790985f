/// How a CSV file was read, and what speaks for it: part of the receipt.
public struct DialectReport: Sendable, Codable {
    public var delimiter: String
    public var header: Bool
    public var encoding: String
    public var byteOrderMark: Bool
    public var lineEnding: String
    /// The table's column for each field of a record; `nil` for a field that was left out.
    public var columns: [String?]
    /// Records of nothing but delimiters, which are skipped.
    public var blankRecords = 0
    /// Sentences: what was found, and what was decided.
    public var evidence: [String]

    private enum CodingKeys: String, CodingKey {
        case delimiter, header, encoding, columns, evidence
        case byteOrderMark = "byte_order_mark"
        case lineEnding = "line_ending"
        case blankRecords = "blank_records"
    }

    var delimiterByte: UInt8 { delimiter.utf8.first ?? UInt8(ascii: ",") }
}

extension DialectReport {
    static var schema: JSONSchema {
        .object([
            "delimiter": .string, "header": .boolean, "encoding": .string, "byte_order_mark": .boolean,
            "line_ending": .string, "columns": .list(of: JSONSchema.string.nullable), "blank_records": .count,
            "evidence": .list(of: .string),
        ])
    }
}
