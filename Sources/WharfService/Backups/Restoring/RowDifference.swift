import MariaDB

/// What is different between a table and the one that is to replace its rows, told and undone by SQL.
///
/// Rows belong together by the primary key, and are equal when every column is, byte by byte.
struct RowDifference {
    struct Counts: Hashable {
        let added: Int
        let removed: Int
        let changed: Int
    }

    /// The real table.
    let table: Table
    /// Where the rows are that it is to have.
    let scratch: String

    private var name: String { Connection.quoteIdentifier(table.name) }
    private var scratchName: String { Connection.quoteIdentifier(scratch) }
    private var keyColumns: [Column] { table.primaryKey.map { table.columns[$0] } }

    func count(_ connection: Connection) throws -> Counts {
        func number(_ sql: String) throws -> Int { try connection.query(sql).first?[0].integer ?? 0 }
        let missing = Connection.quoteIdentifier(keyColumns[0].name)
        return Counts(
            added: try number(
                "SELECT COUNT(*) FROM \(scratchName) s LEFT JOIN \(name) t ON \(isSameRow) WHERE t.\(missing) IS NULL"),
            removed: try number(
                "SELECT COUNT(*) FROM \(name) t LEFT JOIN \(scratchName) s ON \(isSameRow) WHERE s.\(missing) IS NULL"),
            changed: try number(
                "SELECT COUNT(*) FROM \(name) t JOIN \(scratchName) s ON \(isSameRow) WHERE NOT (\(isEqual))"))
    }

    /// Locks every row of the table and every gap between them until the transaction ends.
    func lock(_ connection: Connection) throws {
        _ = try connection.query("SELECT COUNT(*) FROM \(name) FORCE INDEX (PRIMARY) FOR UPDATE")
    }

    /// Takes away what is not in the other table or differs, and adds what is missing then: two rows may exchange the values
    /// of a unique key so. Within a transaction that goes by no foreign key.
    ///
    /// - Returns: the rows that were taken away and those that were added.
    func apply(_ connection: Connection) throws -> (removed: Int, added: Int) {
        let missing = Connection.quoteIdentifier(keyColumns[0].name)
        let removed = try connection.execute(
            """
            DELETE t
              FROM \(name) t
              LEFT JOIN \(scratchName) s
                ON \(isSameRow)
             WHERE s.\(missing) IS NULL
                OR NOT (\(isEqual))
            """)
        let columns = table.loadableColumns.map { Connection.quoteIdentifier($0.name) }
        let added = try connection.execute(
            """
            INSERT INTO \(name) (\(columns.joined(separator: ", ")))
            SELECT \(columns.map { "s." + $0 }.joined(separator: ", "))
              FROM \(scratchName) s
              LEFT JOIN \(name) t
                ON \(isSameRow)
             WHERE t.\(missing) IS NULL
            """)
        return (Int(removed), Int(added))
    }

    private var isSameRow: String {
        keyColumns.map { column in
            let name = Connection.quoteIdentifier(column.name)
            return "t.\(name) = s.\(name)"
        }.joined(separator: " AND ")
    }

    private var isEqual: String {
        table.loadableColumns.map { column in
            let name = Connection.quoteIdentifier(column.name)
            return Self.identity("t.\(name)", column.type).map {
                "\($0) <=> \(Self.identity("s.\(name)", column.type) ?? "")"
            }
                ?? "t.\(name) <=> s.\(name)"
        }.joined(separator: " AND ")
    }

    /// What a value has that compares equal to others than itself, and they have not: texts, equal by their collation, have
    /// their octets, members their number, 0 and -0 their texts. `nil` for a value that equals itself alone.
    private static func identity(_ value: String, _ type: ColumnType) -> String? {
        switch type {
        case .text: "CAST(\(value) AS BINARY)"
        case .enumeration, .set: "\(value) + 0"
        case .json, .double: "CAST(CAST(\(value) AS CHAR) AS BINARY)"
        // The text of a FLOAT has six digits and loses the rest.
        case .float: "CAST(CAST(CAST(\(value) AS DOUBLE) AS CHAR) AS BINARY)"
        default: nil
        }
    }
}
