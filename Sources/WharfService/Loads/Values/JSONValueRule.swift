import JSON

/// One column's rule for values of JSON: which JSON types the column takes, and as what text its `ValueRule` judges them.
///
/// - null is a missing value, as an empty field of a CSV file is.
/// - A string is what the same text in quotes is in a CSV file; an empty one is missing, too.
/// - A number goes into integers, decimals and floats, by its exact text: `1e2` is 100 there, never a double.
/// - true and false are 1 and 0 for `TINYINT(1)`, and for integers that hold nothing but these two, such as `BIT(1)`.
/// - A `JSON` column takes every value but null as it was sent, a string with its quotes.
///
/// Anything else is `RejectCode.wrongType`: a number is no text, no date and no member of an `ENUM`.
struct JSONValueRule {
    private enum Form {
        case exactNumber, float, string, any
    }

    private let form: Form
    private let takesBooleans: Bool
    private let rule: ValueRule

    /// - Parameter rule: the column's own, of this type.
    init(type: ColumnType, rule: ValueRule) {
        self.rule = rule
        takesBooleans = Self.takesBooleans(type)
        form =
            switch type {
            case .integer, .decimal: .exactNumber
            case .float, .double: .float
            case .json: .any
            default: .string
            }
    }

    /// Judges one value and appends exactly one value to `row`, as `ValueRule.check` does.
    ///
    /// - Parameters:
    ///   - field: nil for a value that the row does not have, which is like null.
    ///   - plain: for a number in plain form; what was in it is replaced.
    func check(
        _ field: JSONField?, into row: inout RowEncoder, notes: inout ValueNotes, plain: inout [UInt8]
    ) -> RejectCode? {
        guard let field, field.kind != .null else {
            return rule.check(UnsafeRawBufferPointer(start: nil, count: 0), isQuoted: false, into: &row, notes: &notes)
        }
        switch (field.kind, form) {
        case (_, .any): return rule.check(field.raw, isQuoted: true, into: &row, notes: &notes)
        case (.string, _), (.number, .float):
            return rule.check(field.bytes, isQuoted: true, into: &row, notes: &notes)
        case (.number, .exactNumber):
            guard PlainNumber.write(field.bytes, into: &plain) else {
                return rule.check(field.bytes, isQuoted: true, into: &row, notes: &notes)
            }
            return plain.withUnsafeBytes { rule.check($0, isQuoted: true, into: &row, notes: &notes) }
        case (.true, .exactNumber) where takesBooleans:
            row.append(signed: 1)
            return nil
        case (.false, .exactNumber) where takesBooleans:
            row.append(signed: 0)
            return nil
        default:
            row.appendNull()
            return .wrongType
        }
    }

    private static func takesBooleans(_ type: ColumnType) -> Bool {
        guard case .integer(let minimum, let maximum, let acceptsBooleans) = type else { return false }
        return acceptsBooleans || minimum == 0 && maximum == 1
    }
}
