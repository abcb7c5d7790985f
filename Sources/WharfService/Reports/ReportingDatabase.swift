import MariaDB

/// The database of the reporting tables: one of its own, so that whoever reads reports needs no right elsewhere.
struct ReportingDatabase: Sendable {
    let name: String

    /// A table or view in it, for SQL.
    func quoted(_ table: String) -> String {
        Connection.quoteIdentifier(name) + "." + Connection.quoteIdentifier(table)
    }
}
