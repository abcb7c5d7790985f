/// Running SQL.
extension Connection {
    /// Runs one statement as text, without parameters: DDL, `SET`, `BEGIN` and what cannot be prepared. Rows that come
    /// back are read and dropped. More than one statement in the text is a syntax error. Outside a transaction a statement
    /// that the server ends for a deadlock runs again, as in the calls with values.
    ///
    /// - Returns: the affected rows.
    @discardableResult
    public func execute(_ sql: String) throws(MariaDBError) -> UInt64 {
        try runAlone { () throws(MariaDBError) in try handle.run(sql) }
    }

    /// Runs a statement with one value for each `?`. The statement is prepared once and kept by its text.
    ///
    /// - Returns: the affected rows; see `Statement.execute(_:)`.
    @discardableResult
    public func execute(_ sql: String, _ values: [SQLValue]) throws(MariaDBError) -> UInt64 {
        try withStatement(sql, values) { statement, parameters throws(MariaDBError) in
            try statement.execute(parameters)
        }
    }

    /// All rows of a small result. The statement is prepared once and kept by its text: name the columns, as `SELECT *`
    /// throws 2057 (`.resultChanged`) once after the table's number of columns has changed.
    public func query(_ sql: String, _ values: [SQLValue] = []) throws(MariaDBError) -> [Row] {
        try withStatement(sql, values) { statement, parameters throws(MariaDBError) in
            try statement.query(parameters)
        }
    }

    /// The rows of a result of any size, one at a time: see `Statement.forEachRow(_:_:)`.
    public func forEachRow(
        _ sql: String, _ values: [SQLValue] = [], _ body: (borrowing RowCursor) throws -> Void
    ) throws {
        fill(scratch, values)
        do {
            try cached(sql).forEachRow(scratch, body)
        } catch let error as MariaDBError {
            forget(sql, after: error)
            throw error
        }
    }

    /// A prepared statement of the caller's own, closed when it is released: for the one large statement of a load.
    public func prepare(_ sql: String) throws(MariaDBError) -> Statement { try Statement(handle, sql) }

    func cached(_ sql: String) throws(MariaDBError) -> Statement {
        let handle = handle
        return try statements.statement(sql) { sql throws(MariaDBError) in try Statement(handle, sql) }
    }

    private func withStatement<Result>(
        _ sql: String, _ values: [SQLValue], _ body: (Statement, Parameters) throws(MariaDBError) -> Result
    ) throws(MariaDBError) -> Result {
        fill(scratch, values)
        do {
            return try runAlone { () throws(MariaDBError) in try body(cached(sql), scratch) }
        } catch {
            forget(sql, after: error)
            throw error
        }
    }

    /// A statement that the server no longer knows is prepared anew next time.
    func forget(_ sql: String, after error: MariaDBError) {
        switch error.code {
        case .needsPreparing, .unknownStatement, .resultChanged: statements.remove(sql)
        default: break
        }
    }

    private func fill(_ parameters: Parameters, _ values: [SQLValue]) {
        parameters.removeAll()
        for value in values { parameters.append(value) }
    }
}
