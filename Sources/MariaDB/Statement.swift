internal import CMariaDB

/// A prepared statement: the one owner of a `MYSQL_STMT`, closed when it is released.
///
/// Belongs to its connection and to the thread that uses that; not `Sendable`. It may outlive the connection or a
/// `reset()`, but then throws error 2030 (`.notPrepared`). Do not release one while rows of another are streamed.
public final class Statement {
    public let sql: String
    /// How many placeholders it has.
    public let parameterCount: Int

    private let handle: Handle
    private let generation: Int
    private let statement: UnsafeMutablePointer<MYSQL_STMT>

    /// `mysql_stmt_init`, `mysql_stmt_prepare`: one round trip. <https://mariadb.com/kb/en/mysql_stmt_prepare/>
    init(_ handle: Handle, _ sql: String) throws(MariaDBError) {
        let mysql = try handle.opened("mysql_stmt_init")
        guard let statement = mysql_stmt_init(mysql) else { throw handle.lastError("mysql_stmt_init", sql: sql) }
        var text = sql
        let status = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { mysql_stmt_prepare(statement, $0.baseAddress, UInt($0.count)) }
        }
        guard status == 0 else {
            let error = Self.lastError(statement, handle, "mysql_stmt_prepare", sql)
            mysql_stmt_close(statement)
            throw error
        }
        self.sql = sql
        self.handle = handle
        self.statement = statement
        generation = handle.generation
        parameterCount = Int(mysql_stmt_param_count(statement))
    }

    // "mysql_stmt_close() … also deallocates the statement handle"; a statement whose connection was closed or reset
    // first is only freed, as libmariadb has detached it. <https://mariadb.com/kb/en/mysql_stmt_close/>
    deinit { mysql_stmt_close(statement) }

    /// Executes with one value for each placeholder; rows that come back are thrown away.
    ///
    /// - Returns: the affected rows. For `INSERT … ON DUPLICATE KEY UPDATE` the server counts 2 for an updated row; for
    ///   `UPDATE` it counts changed rows only.
    @discardableResult
    public func execute(_ parameters: Parameters) throws(MariaDBError) -> UInt64 {
        try send(parameters)
        let affected = mysql_stmt_affected_rows(statement)
        try finish()
        return affected == UInt64.max ? 0 : affected
    }

    /// Executes once for each of the rows, in one round trip: `mysql_stmt_attr_set` with `STMT_ATTR_ARRAY_SIZE`.
    ///
    /// When a row is refused the server stops there, and the rows before it are written: for use in a transaction that is
    /// rolled back then. <https://mariadb.com/kb/en/mysql_stmt_attr_set/>
    /// - Returns: the affected rows.
    @discardableResult
    public func execute(_ rows: ParameterRows) throws(MariaDBError) -> UInt64 {
        try checkGeneration()
        _ = try handle.opened("mysql_stmt_execute")
        try setArraySize(rows.count)
        // A statement that is kept is next used for single values.
        defer { _ = try? setArraySize(0) }
        let status = rows.withBinds { binds in
            mysql_stmt_bind_param(statement, binds) != 0 ? 1 : mysql_stmt_execute(statement)
        }
        guard status == 0 else { throw lastError("mysql_stmt_execute") }
        let affected = mysql_stmt_affected_rows(statement)
        try finish()
        return affected == UInt64.max ? 0 : affected
    }

    /// Executes and gives each row to `body` as it arrives; the result is never held whole.
    ///
    /// Nothing else may run on the connection from within `body` (error 2014). When `body` throws, the rest of the
    /// result is read and dropped, so that the connection stays usable, and the error is thrown on.
    public func forEachRow(_ parameters: Parameters, _ body: (borrowing RowCursor) throws -> Void) throws {
        try send(parameters)
        guard let result = try bindResult() else { return try finish() }
        let cursor = RowCursor(result: result)
        handle.isStreaming = true
        defer { handle.isStreaming = false }
        do {
            while try fetch(result) { try body(cursor) }
        } catch {
            // The first error is the one to know; a connection that cannot be drained says so at its next use.
            do { try finish() } catch {}
            throw error
        }
        try finish()
    }

    /// Executes and returns all rows.
    public func query(_ parameters: Parameters) throws(MariaDBError) -> [Row] {
        var rows: [Row] = []
        try send(parameters)
        if let result = try bindResult() {
            let cursor = RowCursor(result: result)
            while try fetch(result) { rows.append(cursor.row()) }
        }
        try finish()
        return rows
    }
}

extension Statement {
    /// `mysql_stmt_bind_param` copies the array, with addresses and lengths, and `mysql_stmt_execute` reads the values
    /// through it: so it is done before each execution. It costs one copy of 112 bytes and a look at the type for each
    /// value. <https://mariadb.com/kb/en/mysql_stmt_bind_param/>
    private func send(_ parameters: Parameters) throws(MariaDBError) {
        precondition(parameters.count == parameterCount, "as many parameters as placeholders")
        try checkGeneration()
        _ = try handle.opened("mysql_stmt_execute")
        if parameterCount > 0 {
            try check("mysql_stmt_bind_param", parameters.withBinds { mysql_stmt_bind_param(statement, $0) })
        }
        guard mysql_stmt_execute(statement) == 0 else {
            let error = lastError("mysql_stmt_execute")
            // The statement ran and its rows are on their way.
            if error.code == .resultChanged { mysql_stmt_free_result(statement) }
            throw error
        }
        handle.insertID = mysql_stmt_insert_id(statement)
        handle.warningCount = Int(mysql_stmt_warning_count(statement))
    }

    private func setArraySize(_ count: Int) throws(MariaDBError) {
        var count = UInt32(count)
        try check("mysql_stmt_attr_set", mysql_stmt_attr_set(statement, STMT_ATTR_ARRAY_SIZE, &count))
    }

    private func checkGeneration() throws(MariaDBError) {
        if handle.mysql != nil, generation == handle.generation { return }
        throw MariaDBError(
            operation: "mysql_stmt_execute", code: .notPrepared,
            message: "the statement was prepared before reset(), reconnect() or close()", sql: sql)
    }

    /// Row buffers for the columns as they are now: a table may have changed since the statement was prepared.
    private func bindResult() throws(MariaDBError) -> ResultBuffers? {
        let count = Int(mysql_stmt_field_count(statement))
        guard count > 0, let fields = mariadb_stmt_fetch_fields(statement) else { return nil }
        let result = ResultBuffers(UnsafeBufferPointer(start: fields, count: count))
        try check("mysql_stmt_bind_result", result.bind(statement))
        return result
    }

    /// Whether there was one more row.
    private func fetch(_ result: ResultBuffers) throws(MariaDBError) -> Bool {
        switch mysql_stmt_fetch(statement) {
        case 0: return true
        case MYSQL_NO_DATA: return false
        case MYSQL_DATA_TRUNCATED:
            try check("mysql_stmt_fetch_column", result.fetchTruncated(statement))
            return true
        default: throw lastError("mysql_stmt_fetch")
        }
    }

    /// Reads and drops what is left, results of a `CALL` included.
    private func finish() throws(MariaDBError) {
        try check("mysql_stmt_free_result", mysql_stmt_free_result(statement))
        while mysql_stmt_more_results(statement) != 0 {
            let status = mysql_stmt_next_result(statement)
            if status > 0 { throw lastError("mysql_stmt_next_result") }
            if status < 0 { break }
            try check("mysql_stmt_free_result", mysql_stmt_free_result(statement))
        }
    }

    private func check<Result: BinaryInteger>(_ operation: StaticString, _ result: Result) throws(MariaDBError) {
        if result != 0 { throw lastError(operation) }
    }

    private func lastError(_ operation: StaticString) -> MariaDBError {
        Self.lastError(statement, handle, operation, sql)
    }

    /// The statement's error; while rows are read, libmariadb leaves it at the connection.
    private static func lastError(
        _ statement: UnsafeMutablePointer<MYSQL_STMT>, _ handle: Handle, _ operation: StaticString, _ sql: String
    ) -> MariaDBError {
        let number = mysql_stmt_errno(statement)
        guard number != 0 else { return handle.lastError(operation, sql: sql) }
        return handle.record(
            MariaDBError(
                operation: operation, code: MariaDBErrorCode(rawValue: Int(number)),
                message: String(cString: mysql_stmt_error(statement)), sql: sql, isFromMariaDB: handle.isMariaDB))
    }
}
