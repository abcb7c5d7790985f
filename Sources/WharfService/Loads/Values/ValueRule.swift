/// One column's rule, made once per load; judging a field allocates nothing (but see `FloatRule`).
///
/// What counts as *missing*, for every type:
/// - an empty field, quoted or not;
/// - `NULL` in exactly this spelling or `\N`, when it is not quoted. `null` in lower case is JSON's null and a surname,
///   so it is a value; a quoted `"NULL"` is the text;
/// - for all types but text, a field of spaces and tabs only, and `NULL` or `\N` with spaces and tabs around it.
///   A text column keeps blanks as they were given, also when it is required: whether a blank name is a name is not
///   the loader's to decide.
///
/// A missing value becomes NULL, or `RejectCode.missing` where the column is not nullable. A default of the column is
/// never put in its place.
struct ValueRule {
    private enum Kind {
        case integer(IntegerRule)
        case decimal(DecimalRule)
        case float(FloatRule)
        case moment(MomentRule)
        case time(TimeRule)
        case text(TextRule)
        case binary(BinaryRule)
        case enumeration(MemberTable)
        case set(MemberTable)
        case json

        var isText: Bool { if case .text = self { true } else { false } }
    }

    private let kind: Kind
    private let isNullable: Bool

    /// - Parameters:
    ///   - type: any type but `unsupported`, which is a precondition failure.
    ///   - characterSet: the column's, as `information_schema.COLUMNS.CHARACTER_SET_NAME` has it; only text reads it,
    ///     and takes nil for `utf8mb4`.
    init(type: ColumnType, isNullable: Bool, characterSet: String?) {
        self.isNullable = isNullable
        kind = Self.makeKind(of: type, characterSet: characterSet)
    }

    /// Judges one field and appends exactly one value to `row`.
    ///
    /// Equal values have equal wire forms, whatever their spelling in the file.
    ///
    /// - Parameters:
    ///   - text: the field's unescaped bytes, in UTF-8 that has not been validated yet; read during the call only.
    ///   - isQuoted: whether the file had the field in quotes.
    /// - Returns: nil, or the code of the rule that was broken; the value appended is then NULL, to keep positions
    /// right.
    func check(
        _ text: UnsafeRawBufferPointer, isQuoted: Bool, into row: inout RowEncoder, notes: inout ValueNotes
    ) -> RejectCode? {
        let trimmed = kind.isText ? text : text.trimmingBlanks
        if Self.isMissing(trimmed, isQuoted: isQuoted) {
            row.appendNull()
            return isNullable ? nil : .missing
        }
        guard let code = judge(text, trimmed: trimmed, into: &row, notes: &notes) else { return nil }
        row.appendNull()
        return code
    }

    /// Appends the value, or appends nothing and says which rule was broken. `text` is not empty.
    @inline(__always)
    private func judge(
        _ text: UnsafeRawBufferPointer, trimmed: UnsafeRawBufferPointer, into row: inout RowEncoder,
        notes: inout ValueNotes
    ) -> RejectCode? {
        switch kind {
        case .integer(let rule): rule.check(trimmed, into: &row)
        case .decimal(let rule): rule.check(trimmed, into: &row)
        case .float(let rule): rule.check(trimmed, into: &row)
        case .moment(let rule): rule.check(trimmed, into: &row, notes: &notes)
        case .time(let rule): rule.check(trimmed, into: &row)
        case .text(let rule): rule.check(text, into: &row)
        case .binary(let rule): rule.check(trimmed, into: &row)
        case .enumeration(let members): members.checkMember(text, into: &row)
        case .set(let members): members.checkSet(text, into: &row)
        case .json: TextRule.checkJSON(text, into: &row)
        }
    }

    @inline(__always)
    private static func isMissing(_ text: UnsafeRawBufferPointer, isQuoted: Bool) -> Bool {
        switch text.count {
        case 0: true
        case 2: !isQuoted && text[0] == UInt8(ascii: "\\") && text[1] == UInt8(ascii: "N")
        case 4: !isQuoted && UInt32(bigEndian: text.loadUnaligned(as: UInt32.self)) == 0x4E55_4C4C  // "NULL"
        default: false
        }
    }

    private static func makeKind(of type: ColumnType, characterSet: String?) -> Kind {
        switch type {
        case .integer(let minimum, let maximum, let acceptsBooleans):
            .integer(IntegerRule(minimum: minimum, maximum: maximum, acceptsBooleans: acceptsBooleans))
        case .decimal(let precision, let scale, let isUnsigned):
            .decimal(DecimalRule(precision: precision, scale: scale, isUnsigned: isUnsigned))
        case .float(let isUnsigned): .float(FloatRule(format: .binary32, isUnsigned: isUnsigned))
        case .double(let isUnsigned): .float(FloatRule(format: .binary64, isUnsigned: isUnsigned))
        case .date: .moment(MomentRule(kind: .date, fraction: 0))
        case .datetime(let fraction): .moment(MomentRule(kind: .datetime, fraction: fraction))
        case .timestamp(let fraction): .moment(MomentRule(kind: .timestamp, fraction: fraction))
        case .time(let fraction): .time(TimeRule(fraction: fraction))
        case .text(let maximumCharacters, let maximumBytes, let isPadded):
            .text(
                TextRule(
                    maximumCharacters: maximumCharacters, maximumBytes: maximumBytes, isPadded: isPadded,
                    characterSet: ColumnCharacterSet(name: characterSet)))
        case .binary(let maximumBytes, let isPadded):
            .binary(BinaryRule(maximumBytes: maximumBytes, isPadded: isPadded))
        case .enumeration(let members): .enumeration(MemberTable(members))
        case .set(let members): .set(MemberTable(members))
        case .json: .json
        case .unsupported(let name): preconditionFailure("no rule for a column of type \(name)")
        }
    }
}
