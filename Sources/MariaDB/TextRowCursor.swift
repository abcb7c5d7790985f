internal import CMariaDB

/// The row that a result streamed as text stands at: its values, read in place.
///
/// Lives during one call of a `forEachTextRow` body and cannot be kept. `index` counts columns from 0 and must be in range.
public struct TextRowCursor: ~Copyable {
    let row: MYSQL_ROW
    let lengths: UnsafePointer<UInt>
    let count: Int

    /// A value in the server's own spelling; `nil` for `NULL`. The bytes are valid until the next row.
    @inline(__always)
    public func bytes(_ index: Int) -> UnsafeRawBufferPointer? {
        precondition(index >= 0 && index < count, "the result has no such column")
        guard let start = row[index] else { return nil }
        return UnsafeRawBufferPointer(start: start, count: Int(lengths[index]))
    }
}

extension Connection {
    /// The rows of a statement without parameters, of any number, each as the server writes it: the fastest way to read a
    /// whole table, as the server sends dates, times and decimals in the text that the binary protocol would be turned into.
    /// A `FLOAT` has six digits in it and loses the rest: select it as `CAST(… AS DOUBLE)`. MariaDB writes -0 as 0.
    ///
    /// `mysql_real_query`, `mysql_use_result`, `mysql_fetch_row`: the result is never held whole. Nothing else may run on the
    /// connection from within `body` (error 2014). When `body` throws, the rest of the result is read and dropped, so that
    /// the connection stays usable, and the error is thrown on. <https://mariadb.com/kb/en/mysql_use_result/>
    public func forEachTextRow(_ sql: String, _ body: (borrowing TextRowCursor) throws -> Void) throws {
        let result = try handle.beginTextResult(sql)
        handle.isStreaming = true
        defer {
            // Reads what is left before it frees.
            mysql_free_result(result)
            handle.isStreaming = false
        }
        let count = Int(mysql_num_fields(result))
        while let row = mysql_fetch_row(result) {
            guard let lengths = mysql_fetch_lengths(result) else { break }
            try body(TextRowCursor(row: row, lengths: lengths, count: count))
        }
        try handle.endTextResult(sql)
    }
}

extension Handle {
    fileprivate func beginTextResult(_ sql: String) throws(MariaDBError) -> UnsafeMutablePointer<MYSQL_RES> {
        let mysql = try opened("mysql_real_query")
        var text = sql
        let status = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { mysql_real_query(mysql, $0.baseAddress, UInt($0.count)) }
        }
        try check("mysql_real_query", status, sql: sql)
        guard let result = mysql_use_result(mysql) else { throw lastError("mysql_use_result", sql: sql) }
        return result
    }

    /// A row that did not come and the end of the rows look the same but for the error.
    fileprivate func endTextResult(_ sql: String) throws(MariaDBError) {
        guard let mysql else { return }
        try check("mysql_fetch_row", mysql_errno(mysql), sql: sql)
    }
}
