import MariaDB

/// Brings the reporting database to what the reports declare: makes what is missing, adds columns, makes the views anew.
///
/// Nothing is ever renamed, retyped or dropped: whoever reads the tables may rely on them.
struct ReportingSchema {
    let connection: Connection
    let database: ReportingDatabase

    static let tables = [Refresh.storage] + Report.all.map(\.storage)

    /// - Returns: what was made or extended now.
    /// - Throws: `ReportingSchemaError` where a column has another type than its report declares; `MariaDBError`.
    func apply() throws -> [String] {
        var changes: [String] = []
        if try !exists() {
            try connection.execute(
                """
                CREATE DATABASE IF NOT EXISTS \(Connection.quoteIdentifier(database.name))
                    CHARACTER SET utf8mb4 COLLATE \(ReportingTable.collation)
                """)
            changes.append(database.name)
        }
        for table in Self.tables { if try apply(table) { changes.append("\(database.name).\(table.name)") } }
        try makeViews()
        for report in Report.all {
            try connection.execute("INSERT IGNORE INTO `wharf_locks` (`name`) VALUES (?)", [.text(report.lock)])
        }
        return changes
    }

    /// - Throws: `ReportingSchemaMissing` where the service does not see a table or column that it needs.
    func check() throws {
        for table in Self.tables {
            let there = try columns(of: table)
            guard there.isEmpty || table.columns.contains(where: { there[$0.name] == nil }) else { continue }
            throw ReportingSchemaMissing(table: "\(database.name).\(table.name)")
        }
    }

    private func exists() throws -> Bool {
        try !connection.query(
            "SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?", [.text(database.name)]
        ).isEmpty
    }

    /// - Returns: whether anything was done.
    private func apply(_ table: ReportingTable) throws -> Bool {
        let there = try columns(of: table)
        guard !there.isEmpty else {
            try connection.execute(
                "CREATE TABLE IF NOT EXISTS \(database.quoted(table.name)) \(table.definition)")
            return true
        }
        for column in table.columns {
            guard let type = there[column.name], type != Self.plain(column.kind.sql) else { continue }
            throw ReportingSchemaError(
                column: "\(database.name).\(table.name).\(column.name)", found: type, declared: column.kind.sql)
        }
        let missing = table.columns.filter { there[$0.name] == nil }
        guard !missing.isEmpty else { return false }
        let additions = missing.map { "ADD COLUMN \(ReportingTable.definition($0))" }.joined(separator: ", ")
        try connection.execute("ALTER TABLE \(database.quoted(table.name)) \(additions)")
        return true
    }

    /// Types by column; empty where there is no such table.
    private func columns(of table: ReportingTable) throws -> [String: String] {
        let rows = try connection.query(
            """
            SELECT COLUMN_NAME AS name, COLUMN_TYPE AS type
              FROM information_schema.COLUMNS
             WHERE TABLE_SCHEMA = ?
               AND TABLE_NAME = ?
            """, [.text(database.name), .text(table.name)])
        return Dictionary(
            rows.map { ($0["name"].string ?? "", Self.plain($0["type"].string ?? "")) }, uniquingKeysWith: { $1 })
    }

    /// A type without the display width that MariaDB writes and MySQL does not: `int(10) unsigned`.
    private static func plain(_ type: String) -> String {
        var words = type.lowercased().split(separator: " ").map(String.init)
        if let first = words.first, first.contains("int"), let open = first.firstIndex(of: "(") {
            words[0] = String(first[..<open])
        }
        return words.joined(separator: " ")
    }

    /// A view belongs to nobody: it shows what its reader may read of the tables below it. The views' texts name tables of
    /// the reporting database alone, so that is the session's while they are made.
    private func makeViews() throws {
        let home = try connection.query("SELECT DATABASE()")[0][0].string
        try connection.execute("USE \(Connection.quoteIdentifier(database.name))")
        let outcome = Result {
            for view in Report.all.flatMap(\.views) {
                let name = Connection.quoteIdentifier(view.name)
                try connection.execute("CREATE OR REPLACE SQL SECURITY INVOKER VIEW \(name) AS \(view.sql.text)")
            }
        }
        if let home { try connection.execute("USE \(Connection.quoteIdentifier(home))") }
        try outcome.get()
    }
}

/// A reporting table is not what its report declares.
public struct ReportingSchemaError: Error, CustomStringConvertible {
    public let column: String
    public let found: String
    public let declared: String

    public var description: String {
        "column \(column) is \(found), not \(declared): names and types of reporting columns never change; rename the table "
            + "and run 'wharf migrate' again"
    }
}

/// A reporting table, or a column of it, is not there, or closed to the service's user.
public struct ReportingSchemaMissing: Error, CustomStringConvertible {
    public let table: String

    public var description: String {
        "reporting table \(table) is missing, not of this version, or closed to DB_USER; run 'wharf migrate', and grant the "
            + "service SELECT, INSERT, UPDATE and DELETE on its database"
    }
}
