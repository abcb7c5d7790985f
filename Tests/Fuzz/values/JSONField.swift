import JSON

@testable import WharfService

/// Each element of a JSON array, as a value of a column.
func examineJSON(_ input: FuzzInput) {
    var input = input
    let column = Column(from: &input)
    let rule = JSONValueRule(type: column.type, rule: column.rule)
    let slow = SlowJSONColumn(column)
    let parser = JSONLineParser()
    var (notes, plain): (ValueNotes, [UInt8]) = (ValueNotes(), [1, 2, 3])
    func judge(_ row: borrowing JSONRow) {
        guard row.kind == .array else { return }
        for index in 0..<row.count {
            let field = row[index]
            var wire = RowEncoder()
            let code = rule.check(field, into: &wire, notes: &notes, plain: &plain)
            let values = wireValues(wire.bytes)
            require(values.count == 1 && (code == nil || values == [.null]), "one value is appended, null for a reject")
            requireEqual(
                code.map { .rejected($0) } ?? values[0], slow.judge(field), "a JSON value of \(column.type)")
        }
    }
    do {
        try input.bytes.withUnsafeBytes { try parser.feed($0) { judge($0) } }
        try parser.finish { judge($0) }
    } catch {
        // A byte order mark.
    }
}

/// A column's rule for JSON, told by what the same text in quotes is in a CSV file.
private struct SlowJSONColumn {
    private let column: SlowColumn

    init(_ column: Column) { self.column = SlowColumn(column) }

    func judge(_ field: JSONField) -> Judgement {
        switch (field.kind, column.type) {
        case (.null, _): column.judge([], isQuoted: false)
        case (_, .json): column.judge(Array(field.raw), isQuoted: true)
        case (.string, _), (.number, .float), (.number, .double): column.judge(Array(field.bytes), isQuoted: true)
        case (.number, .integer), (.number, .decimal):
            column.judge(Array(Self.plain(String(decoding: field.bytes, as: UTF8.self)).utf8), isQuoted: true)
        case (.true, .integer(_, _, acceptsBooleans: true)), (.true, .integer(minimum: 0, maximum: 1, _)): .signed(1)
        case (.false, .integer(_, _, acceptsBooleans: true)), (.false, .integer(minimum: 0, maximum: 1, _)): .signed(0)
        default: .rejected(.wrongType)
        }
    }

    /// The number without its exponent. Farther than a thousand places from the point it fits no column, and no closer.
    private static func plain(_ number: String) -> String {
        guard let match = number.wholeMatch(of: /(-?)([0-9]+)(?:\.([0-9]+))?[eE]([+-]?)([0-9]+)/) else { return number }
        let digits = match.2 + (match.3 ?? "")
        guard digits.contains(where: { $0 != "0" }) else { return match.1 + "0" }
        let power = min(Int(match.5) ?? .max, 5000 + 1000)
        let zeros = String(repeating: "0", count: power)
        let point = match.2.count
        if match.4 == "-" {
            let padded = zeros + digits
            return match.1 + padded.prefix(point + 0) + "." + padded.dropFirst(point)
        }
        let padded = digits + zeros
        return match.1 + padded.prefix(point + power) + "." + padded.dropFirst(point + power)
    }
}
