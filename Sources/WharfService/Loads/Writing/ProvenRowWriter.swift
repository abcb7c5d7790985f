import MariaDB

/// Writes rows that nothing can be wrong with, by the fastest way that the server has: MariaDB takes many rows for one
/// prepared row, MySQL one statement of many rows.
///
/// Within a transaction: when the server refuses a row after all, some rows of the same `flush` may be written.
final class ProvenRowWriter {
    /// Beyond this many rows a statement gains nothing.
    private static let rowsForOne = 2000

    private enum Way {
        case rowsForOne(ParameterRows, statement: String)
        case statement(Parameters)
    }

    private let way: Way
    private let inserter: RowInserter
    private let bindings: [ColumnBinding]
    private let connection: Connection
    private let rowLimit: Int
    /// Rows that wait for `flush`.
    private(set) var count = 0

    init(connection: Connection, table: String, columns: [Column]) {
        self.connection = connection
        bindings = columns.map(ColumnBinding.init)
        inserter = RowInserter(connection: connection, table: table, columns: columns)
        if connection.isMariaDB {
            way = .rowsForOne(ParameterRows(columns: columns.count), statement: inserter.statement(rows: 1))
            rowLimit = Self.rowsForOne
        } else {
            way = .statement(Parameters())
            rowLimit = inserter.rowLimit
        }
    }

    /// Whether enough rows wait for one statement.
    var isFull: Bool { count >= rowLimit || byteCount >= RowInserter.statementBytes }

    private var byteCount: Int {
        switch way {
        case .rowsForOne(let rows, _): rows.byteCount
        case .statement(let parameters): parameters.byteCount
        }
    }

    /// - Parameter row: in the wire form; copied.
    func append(_ row: UnsafeRawBufferPointer) {
        switch way {
        case .rowsForOne(let rows, _): WireRow.bind(row, bindings, to: rows)
        case .statement(let parameters): WireRow.bind(row, bindings, to: parameters)
        }
        count += 1
    }

    /// Sends the rows that wait, at least one.
    func flush() throws(MariaDBError) {
        defer { removeAll() }
        switch way {
        case .rowsForOne(let rows, let statement): try connection.execute(statement, rows)
        case .statement(let parameters): try connection.execute(inserter.statement(rows: count), parameters)
        }
    }

    private func removeAll() {
        count = 0
        switch way {
        case .rowsForOne(let rows, _): rows.removeAll()
        case .statement(let parameters): parameters.removeAll()
        }
    }

    /// Sends a batch, by more than one statement where it is too large for one.
    func write(_ batch: RowBatch) throws(MariaDBError) {
        for index in 0..<batch.count {
            append(batch[index].row)
            if isFull { try flush() }
        }
        if count > 0 { try flush() }
    }
}
