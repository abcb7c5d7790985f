@testable import WharfService

/// A column whose rule is tried.
struct Column {
    let type: ColumnType
    let characterSet: String?
    let isNullable: Bool

    init(from input: inout FuzzInput) {
        type = input.choose(Self.types)
        characterSet = input.choose([nil, "utf8mb3", "latin1", "ascii", "big5"])
        isNullable = input.takeFlag()
    }

    var rule: ValueRule { ValueRule(type: type, isNullable: isNullable, characterSet: characterSet) }

    /// What the rule makes of a field.
    func judge(_ text: [UInt8], isQuoted: Bool, notes: inout ValueNotes) -> Judgement {
        var row = RowEncoder()
        let code = text.withUnsafeBytes { rule.check($0, isQuoted: isQuoted, into: &row, notes: &notes) }
        let values = wireValues(row.bytes)
        require(values.count == 1 && (code == nil || values == [.null]), "one value is appended, null for a reject")
        return code.map { .rejected($0) } ?? values[0]
    }

    private static let types: [ColumnType] = [
        .integer(minimum: -128, maximum: 127, acceptsBooleans: true),
        .integer(minimum: 0, maximum: 255, acceptsBooleans: false),
        .integer(minimum: .min, maximum: UInt64(Int64.max), acceptsBooleans: false),
        .integer(minimum: 0, maximum: .max, acceptsBooleans: false),
        .integer(minimum: 1901, maximum: 2155, acceptsBooleans: false),
        .integer(minimum: 0, maximum: 1, acceptsBooleans: false),
        .decimal(precision: 5, scale: 2, isUnsigned: false), .decimal(precision: 5, scale: 2, isUnsigned: true),
        .decimal(precision: 3, scale: 0, isUnsigned: false), .decimal(precision: 2, scale: 2, isUnsigned: false),
        .decimal(precision: 65, scale: 30, isUnsigned: false),
        .float(isUnsigned: false), .double(isUnsigned: false), .double(isUnsigned: true),
        .date, .datetime(fraction: 0), .datetime(fraction: 3), .datetime(fraction: 6),
        .timestamp(fraction: 0), .timestamp(fraction: 6), .time(fraction: 0), .time(fraction: 3), .time(fraction: 6),
        .text(maximumCharacters: 5, maximumBytes: 20, isPadded: false),
        .text(maximumCharacters: 9, maximumBytes: 12, isPadded: false),
        .text(maximumCharacters: 5, maximumBytes: 20, isPadded: true),
        .binary(maximumBytes: 4, isPadded: false), .binary(maximumBytes: 4, isPadded: true),
        .enumeration(members: ["a", "b ", "NULL", "\\N", "é", "x,y"]), .set(members: ["b", "a", "NULL", "é"]), .json,
    ]
}
