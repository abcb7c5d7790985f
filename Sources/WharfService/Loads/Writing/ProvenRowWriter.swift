import MariaDB

/// Writes batches of rows that nothing can be wrong with, by the fastest way that the server has: MariaDB takes many rows
/// for one prepared row, MySQL one statement of many rows.
///
/// Within a transaction: when the server refuses a row after all, some rows of the batch may be written.
final class ProvenRowWriter {
    /// Beyond this many rows a batch gains nothing.
    private static let rowsPerBatch = 2000

    private let columns: [Column]
    private let inserter: RowInserter
    private let connection: Connection
    private let rows: ParameterRows?
    private let statement: String

    init(connection: Connection, table: String, columns: [Column]) {
        self.connection = connection
        self.columns = columns
        inserter = RowInserter(connection: connection, table: table, columns: columns)
        statement = inserter.statement(rows: 1)
        rows = connection.isMariaDB ? ParameterRows(columns: columns.count) : nil
    }

    /// Whether a batch is large enough to be written.
    func isFull(_ batch: RowBatch) -> Bool {
        guard rows != nil else { return inserter.isFull(batch) }
        return batch.count >= Self.rowsPerBatch || batch.byteCount >= RowInserter.statementBytes
    }

    func write(_ batch: RowBatch) throws {
        guard let rows else { return try inserter.execute(batch, 0..<batch.count) }
        rows.removeAll()
        for index in 0..<batch.count { WireRow.bind(batch[index].row, columns: columns, to: rows) }
        try connection.execute(statement, rows)
    }
}
