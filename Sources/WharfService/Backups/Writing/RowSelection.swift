import MariaDB

/// The statement that gives a table's rows in the order and the text in which a backup writes them.
struct RowSelection {
    /// The table that is read, which has the columns of `table`.
    let source: String
    let table: Table
    let fields: [BackupField]

    init(source: String? = nil, table: Table, fields: [BackupField]) {
        self.source = source ?? table.name
        self.table = table
        self.fields = fields
    }

    /// In primary key order, from the clustered index.
    var sql: String {
        let values = fields.map { $0.coding.expression(Connection.quoteIdentifier($0.column.name), $0.column) }
        let key = table.primaryKey.map { Connection.quoteIdentifier(table.columns[$0].name) }
        return """
            SELECT \(values.joined(separator: ", "))
              FROM \(Connection.quoteIdentifier(source)) FORCE INDEX (PRIMARY)
             ORDER BY \(key.joined(separator: ", "))
            """
    }
}
