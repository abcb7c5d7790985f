import MariaDB

/// A table of the reporting database, as it must be.
struct ReportingTable: Sendable {
    let name: String
    let comment: String
    let columns: [ReportColumn]
    let key: [String]

    var definition: String {
        let lines =
            columns.map(Self.definition) + [
                "PRIMARY KEY (\(key.map(Connection.quoteIdentifier).joined(separator: ", ")))"
            ]
        return """
            (
                \(lines.joined(separator: ",\n    "))
            ) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE \(Self.collation) COMMENT = '\(Self.escaped(comment))'
            """
    }

    /// What texts of reporting tables are compared and ordered by, whatever the server's default.
    static let collation = "utf8mb4_unicode_520_ci"

    static func definition(_ column: ReportColumn) -> String {
        "\(column.sql) \(column.kind.sql) NOT NULL COMMENT '\(escaped(column.meaning))'"
    }

    private static func escaped(_ text: String) -> String {
        text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
    }
}
