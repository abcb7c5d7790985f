import MariaDB

/// Writes batches of rows by multi-row statements, and finds the rows at fault when the database refuses one.
final class RowInserter {
    /// Beyond this a statement gains nothing and a small `max_allowed_packet` comes near.
    static let statementBytes = 700 << 10
    static let rowsPerStatement = 1000

    private let connection: Connection
    private let bindings: [ColumnBinding]
    private let head: String
    private let tail: String
    private let rowText: String
    private let parameters = Parameters()
    private var isInCluster: Bool?

    /// What lets a row with a known key take the place of the one that is there.
    static func updateTail(_ columns: [Column]) -> String {
        let sets = columns.map { Connection.quoteIdentifier($0.name) }.map { "\($0) = VALUES(\($0))" }
        return " ON DUPLICATE KEY UPDATE " + sets.joined(separator: ", ")
    }

    /// Rows that one statement may hold: at most 65,535 parameters.
    let rowLimit: Int

    /// - Parameter tail: what follows the rows, such as `ON DUPLICATE KEY UPDATE …`.
    init(connection: Connection, table: String, columns: [Column], tail: String = "") {
        self.connection = connection
        bindings = columns.map(ColumnBinding.init)
        self.tail = tail
        let names = columns.map { Connection.quoteIdentifier($0.name) }.joined(separator: ", ")
        head = "INSERT INTO \(Connection.quoteIdentifier(table)) (\(names)) VALUES "
        rowText = "(" + repeatElement("?", count: columns.count).joined(separator: ", ") + ")"
        rowLimit = max(1, min(Self.rowsPerStatement, Parameters.limit / columns.count))
    }

    /// Whether a batch is large enough to be written.
    func isFull(_ batch: RowBatch) -> Bool { batch.count >= rowLimit || batch.byteCount >= Self.statementBytes }

    /// Writes the rows of `range`; a refused statement is halved until the rows at fault stand alone.
    ///
    /// A statement that the database refuses has no effect, so good rows are written once. `n` rows of which `k` are at
    /// fault cost at most about `2k · log₂(n/k)` statements.
    ///
    /// - Parameters:
    ///   - onWritten: called with the places of rows after the statement that has written them.
    ///   - onFault: called for each row at fault with the database's error.
    /// - Returns: rows written by statements that went through.
    func write(
        _ batch: RowBatch, _ range: Range<Int>, onWritten: (Range<Int>) throws -> Void,
        onFault: (SpooledRecord, MariaDBError) throws -> Void
    ) throws -> Int {
        guard !range.isEmpty else { return 0 }
        do {
            try execute(batch, range)
        } catch  where error.isRowFault {
            if range.count == 1 {
                try onFault(batch[range.lowerBound], error)
                return 0
            }
            let middle = range.lowerBound + range.count / 2
            return try write(batch, range.lowerBound..<middle, onWritten: onWritten, onFault: onFault)
                + write(batch, middle..<range.upperBound, onWritten: onWritten, onFault: onFault)
        }
        try onWritten(range)
        return range.count
    }

    /// Writes the rows of `range`, at least one, by one statement.
    private func execute(_ batch: RowBatch, _ range: Range<Int>) throws(MariaDBError) {
        parameters.removeAll()
        for index in range { WireRow.bind(batch[index].row, bindings, to: parameters) }
        guard range.count > 1, try isGuarded() else {
            try connection.execute(statement(rows: range.count), parameters)
            return
        }
        try connection.execute("SAVEPOINT `rows`")
        do {
            try connection.execute(statement(rows: range.count), parameters)
        } catch {
            if error.isRowFault { try connection.execute("ROLLBACK TO SAVEPOINT `rows`") }
            throw error
        }
    }

    /// Whether rows of a refused statement must be taken back by a savepoint: a Galera node without a binary log (MariaDB
    /// 10.11.19, seen) sends them to the other nodes all the same when they are more than 8 KB, and is shut out by them.
    private func isGuarded() throws(MariaDBError) -> Bool {
        if let isInCluster { return isInCluster }
        let answer = try connection.isInCluster
        isInCluster = answer
        return answer
    }

    /// The statement's text for so many rows.
    func statement(rows: Int) -> String {
        head + repeatElement(rowText, count: rows).joined(separator: ", ") + tail
    }
}
