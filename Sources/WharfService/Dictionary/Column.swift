/// One column of a table, as `information_schema.COLUMNS` describes it.
public struct Column: Sendable, Hashable {
    public let name: String
    public let type: ColumnType
    /// The type as SQL spells it, e.g. `decimal(10,2) unsigned`.
    public let sqlType: String
    public let isNullable: Bool
    /// The default's text as the database gives it; `nil` where there is none.
    public let defaultText: String?
    /// Whether the database computes the value: such a column is never sent.
    public let isGenerated: Bool
    public let isAutoIncrement: Bool
    public let characterSet: String?
    public let collation: String?
    public let comment: String

    func with(type: ColumnType) -> Column {
        Column(
            name: name, type: type, sqlType: sqlType, isNullable: isNullable, defaultText: defaultText,
            isGenerated: isGenerated, isAutoIncrement: isAutoIncrement, characterSet: characterSet,
            collation: collation, comment: comment)
    }

    /// Whether a row may leave the column out.
    public var isOptional: Bool { isNullable || isGenerated || isAutoIncrement || defaultText != nil }
}
