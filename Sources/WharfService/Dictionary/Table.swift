/// What the database says of one table: the only description of it that Wharf uses.
public struct Table: Sendable, Hashable {
    public let name: String
    public let comment: String
    /// In the order of the definition.
    public let columns: [Column]
    /// The primary key's columns in key order, as positions in `columns`; empty where there is no key.
    public let primaryKey: [Int]
    /// Unique keys other than the primary one.
    public let uniqueKeys: [UniqueKey]
    public let foreignKeys: [ForeignKey]
    /// Tables whose foreign keys point here.
    public let referencedBy: [String]
    /// Whether the database has triggers on the table, foreign keys to another schema, or `CHECK` constraints that are not
    /// in the columns' ranges.
    public let hasChecks: Bool
    /// The server's estimate of the number of rows.
    public let estimatedRows: Int
    /// Why the table cannot be loaded honestly; `nil` where it can.
    public let obstacle: String?
    /// `SHOW CREATE TABLE`, without the next `AUTO_INCREMENT` value: another text is another table.
    var definition = ""

    public struct UniqueKey: Sendable, Hashable {
        public let name: String
        public let columns: [String]
    }

    /// A foreign key whose parent may be in another table or in this one.
    public struct ForeignKey: Sendable, Hashable {
        public let name: String
        public let columns: [String]
        public let parentTable: String
        public let parentColumns: [String]
    }

    public var isLoadable: Bool { obstacle == nil }

    /// The columns that a file may fill.
    public var loadableColumns: [Column] { columns.filter { !$0.isGenerated } }

    /// Whether a row that agrees with all of this may still be refused by the database.
    var isJudgedByDatabase: Bool {
        hasChecks || !uniqueKeys.isEmpty
            || columns.contains { $0.type == .json || ColumnCharacterSet(name: $0.characterSet) == .other }
    }

    /// The same description without what changes with every row: two reads of an unchanged table are equal.
    public var shape: Table {
        Table(
            name: name, comment: comment, columns: columns, primaryKey: primaryKey, uniqueKeys: uniqueKeys,
            foreignKeys: foreignKeys, referencedBy: referencedBy, hasChecks: hasChecks, estimatedRows: 0,
            obstacle: obstacle, definition: definition)
    }
}
