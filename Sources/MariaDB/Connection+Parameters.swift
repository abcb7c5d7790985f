extension Connection {
    /// Runs one prepared statement with parameters that the caller keeps; for large statements that run often.
    ///
    /// The statement is kept in the cache, so the same text costs one round trip.
    /// - Returns: the rows that were affected (`mysql_stmt_affected_rows`).
    @discardableResult
    public func execute(_ sql: String, _ parameters: Parameters) throws(MariaDBError) -> UInt64 {
        do {
            return try runAlone { () throws(MariaDBError) in try cached(sql).execute(parameters) }
        } catch {
            forget(sql, after: error)
            throw error
        }
    }

    /// Runs one prepared statement once for each of the rows; see `Statement.execute(_:)`. MariaDB only.
    @discardableResult
    public func execute(_ sql: String, _ rows: ParameterRows) throws(MariaDBError) -> UInt64 {
        do {
            return try cached(sql).execute(rows)
        } catch {
            forget(sql, after: error)
            throw error
        }
    }

    /// As `forEachRow(_:_:_:)` with values, with parameters that the caller keeps.
    public func forEachRow(
        _ sql: String, _ parameters: Parameters, _ body: (borrowing RowCursor) throws -> Void
    ) throws {
        do {
            try cached(sql).forEachRow(parameters, body)
        } catch let error as MariaDBError {
            forget(sql, after: error)
            throw error
        }
    }
}
