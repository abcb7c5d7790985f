extension Connection {
    /// What the server says of a `LOAD DATA LOCAL` statement.
    public struct LoadResult: Sendable {
        public let affectedRows: UInt64
        /// Each stands for a row that was changed or left out: `LOCAL` makes warnings of what would be errors.
        public let warnings: Int
    }

    /// Runs `LOAD DATA LOCAL INFILE 'any name' …` with data from `source`.
    ///
    /// Only within a transaction: when `source` throws, the server has seen a normal end of the data and keeps the rows so
    /// far until they are rolled back. The server speaks of an error only when all data is sent.
    ///
    /// - Parameter source: fills the buffer (4 KiB) and returns the number of bytes, 0 at the end.
    /// - Throws: what `source` threw; `MariaDBError`, with `.localInfileDisabledMySQL` or `.localInfileDisabledMariaDB`
    ///   where the server has `local_infile = 0`: the connection stays usable then.
    /// - Precondition: `ConnectionSettings.allowsLocalInfile`.
    public func load(
        _ sql: String, from source: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws -> LoadResult {
        precondition(settings.allowsLocalInfile, "load() on a connection that allows no local data")
        let rows = try handle.infile.withSource(source) { try handle.run(sql) }
        return LoadResult(affectedRows: rows, warnings: handle.warningCount)
    }
}
