internal import CMariaDB
internal import Glibc
internal import Synchronization

/// The one owner of a `MYSQL` handle: connected in `init`, closed in `close()` or `deinit`.
///
/// Not `Sendable`: libmariadb lets any thread use a handle, but only one at a time. It keeps nothing per thread
/// (`mysql_thread_init` and `mysql_thread_end` are empty in it), so a worker needs no set-up of its own.
final class Handle {
    /// `nil` once closed.
    private(set) var mysql: UnsafeMutablePointer<MYSQL>?
    private(set) var isMariaDB = false
    private(set) var serverVersion = ""
    /// The server's name for the connection, as `KILL` takes it.
    private(set) var connectionID: UInt64 = 0
    /// Counts session resets; the server forgets prepared statements at each.
    private(set) var generation = 0
    var warningCount = 0
    var insertID: UInt64 = 0
    /// Whether rows of a statement are still to be read. libmariadb does not always notice by itself: it would take a row
    /// for the answer to the next command.
    var isStreaming = false
    /// Whether a call has found the connection broken.
    private(set) var isLost = false
    /// The first error since `forgetFailure()` after which a `COMMIT` would not save what it should.
    private(set) var failure: MariaDBError?

    /// Connects and sets the session up: two round trips more than the handshake's own.
    init(_ settings: ConnectionSettings) throws(MariaDBError) {
        _ = Self.library
        guard let mysql = mysql_init(nil) else {
            throw MariaDBError(operation: "mysql_init", code: .outOfMemory, message: "out of memory")
        }
        self.mysql = mysql
        Self.openCount.add(1, ordering: .relaxed)
        do {
            try setOptions(settings)
            try connect(settings)
            try setSession(settings)
        } catch {
            close()
            throw error
        }
    }

    deinit { close() }

    /// `mysql_library_init` once, before any thread may call `mysql_init`: it also ignores `SIGPIPE`.
    /// <https://mariadb.com/kb/en/mysql_library_init/>
    private static let library: Int32 = mysql_server_init(0, nil, nil)

    /// Handles that are not closed, in the whole process.
    static let openCount = Atomic(0)

    var isOpen: Bool { mysql != nil }

    /// Closes the connection; the server rolls an open transaction back. May be called twice.
    /// `mysql_close` also frees a handle that never connected. <https://mariadb.com/kb/en/mysql_close/>
    func close() {
        guard let mysql else { return }
        self.mysql = nil
        mysql_close(mysql)
        Self.openCount.subtract(1, ordering: .relaxed)
    }

    /// The handle, ready for a command; error 2006 when it is closed, 2014 while rows are streamed.
    func opened(_ operation: StaticString) throws(MariaDBError) -> UnsafeMutablePointer<MYSQL> {
        guard let mysql else {
            throw record(
                MariaDBError(operation: operation, code: .serverGone, message: "the connection is closed: reconnect"))
        }
        guard !isStreaming else {
            throw MariaDBError(
                operation: operation, code: .commandsOutOfSync,
                message: "rows of another statement are still to be read")
        }
        return mysql
    }

    /// `mysql_ping` would wait as long as a statement may run; a server that hangs is to be told sooner.
    func ping(withinMilliseconds limit: Int32) throws(MariaDBError) {
        let mysql = try opened("mysql_send_query")
        try check("mysql_send_query", mysql_send_query(mysql, "DO 0", 4))
        var socket = pollfd(fd: mysql_get_socket(mysql), events: Int16(POLLIN), revents: 0)
        var count = poll(&socket, 1, limit)
        while count < 0, errno == EINTR { count = poll(&socket, 1, limit) }
        guard count > 0 else {
            // An answer that is still to come would be taken for that of the next command.
            close()
            throw record(
                MariaDBError(
                    operation: "poll", code: .serverLost, message: "the server does not answer",
                    isFromMariaDB: isMariaDB))
        }
        try check("mysql_read_query_result", mysql_read_query_result(mysql))
    }

    /// "The function … rolls back active transactions, … closes prepared statements, resets session variables."
    /// <https://mariadb.com/kb/en/mysql_reset_connection/>
    func reset(_ settings: ConnectionSettings) throws(MariaDBError) {
        let mysql = try opened("mysql_reset_connection")
        generation += 1
        try check("mysql_reset_connection", mysql_reset_connection(mysql))
        try setSession(settings)
    }

    /// Whether the server's last answer came from inside a transaction.
    var isInTransaction: Bool {
        guard let mysql else { return false }
        return wharf_server_status(mysql) & UInt32(SERVER_STATUS_IN_TRANS) != 0
    }

    func forgetFailure() { failure = nil }

    private func connect(_ settings: ConnectionSettings) throws(MariaDBError) {
        let mysql = try opened("mysql_real_connect")
        guard try realConnect(mysql, settings) else {
            var error = lastError("mysql_real_connect")
            if error.code == .accessDenied, settings.socket != nil { error.message += Self.socketHint }
            throw error
        }
        isMariaDB = mariadb_connection(mysql) != 0
        serverVersion = String(cString: mysql_get_server_info(mysql))
        connectionID = UInt64(mysql_thread_id(mysql))
    }

    private static let socketHint = """
         (over a Unix socket a wrong password and `caching_sha2_password` with a cold server cache look the same: \
        connect once over TLS, or use TCP)
        """

    private func setSession(_ settings: ConnectionSettings) throws(MariaDBError) {
        let version = try mysql_get_server_version(opened("mysql_get_server_version"))
        let hasNewName = !isMariaDB || version >= 110_100
        let usual = """
            SET NAMES utf8mb4, time_zone = '+00:00', lc_messages = 'en_US',
                sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,\
            ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
                autocommit = 1, completion_type = 'NO_CHAIN', foreign_key_checks = 1, unique_checks = 1,
                sql_safe_updates = 0, sql_select_limit = 18446744073709551615,
                lock_wait_timeout = \(max(settings.lockWaitTimeoutSeconds, 1)),
                innodb_lock_wait_timeout = \(max(settings.lockWaitTimeoutSeconds, 1)),
                \(hasNewName ? "transaction_isolation" : "tx_isolation") = '\(settings.isolationLevel.rawValue)'
            """
        guard isMariaDB else {
            try run(usual)
            return
        }
        do {
            try run(usual + ", " + Self.seeOtherNodes)
        } catch {
            // A MariaDB that was built without Galera.
            guard error.code == .unknownVariable else { throw error }
            try run(usual)
        }
    }

    /// In a Galera cluster what another node has committed is seen here at once: each transaction, and each statement of
    /// its own, waits until this node is as far as the cluster is now. Elsewhere it does nothing.
    /// <https://mariadb.com/kb/en/galera-cluster-system-variables/#wsrep_sync_wait>
    private static let seeOtherNodes = "wsrep_sync_wait = 7"
}

extension Handle {
    /// Runs one statement as text and throws its results away. Returns the affected rows.
    /// <https://mariadb.com/kb/en/mysql_real_query/>
    @discardableResult
    func run(_ sql: String) throws(MariaDBError) -> UInt64 {
        let mysql = try opened("mysql_real_query")
        var sql = sql
        let status = sql.withUTF8 { text in
            text.withMemoryRebound(to: CChar.self) { mysql_real_query(mysql, $0.baseAddress, UInt($0.count)) }
        }
        try check("mysql_real_query", status, sql: sql)
        var affected: UInt64 = 0
        repeat {
            try affected += discardResult(mysql, sql)
        } while try hasNextResult(mysql, sql)
        warningCount = Int(mysql_warning_count(mysql))
        return affected
    }

    private func discardResult(_ mysql: UnsafeMutablePointer<MYSQL>, _ sql: String) throws(MariaDBError) -> UInt64 {
        guard mysql_field_count(mysql) > 0 else {
            insertID = mysql_insert_id(mysql)
            return mysql_affected_rows(mysql)
        }
        guard let result = mysql_use_result(mysql) else { throw lastError("mysql_use_result", sql: sql) }
        // Reads what is left before it frees.
        mysql_free_result(result)
        try check("mysql_free_result", Int32(bitPattern: mysql_errno(mysql)), sql: sql)
        return 0
    }

    /// "0 … more results; -1 … no more results; >0 … error". <https://mariadb.com/kb/en/mysql_next_result/>
    private func hasNextResult(_ mysql: UnsafeMutablePointer<MYSQL>, _ sql: String) throws(MariaDBError) -> Bool {
        let status = mysql_next_result(mysql)
        if status > 0 { throw lastError("mysql_next_result", sql: sql) }
        return status == 0
    }
}

extension Handle {
    /// Throws what the handle says went wrong when a C function's result is not zero.
    func check<Result: BinaryInteger>(
        _ operation: StaticString, _ result: Result, sql: String? = nil
    ) throws(MariaDBError) {
        if result != 0 { throw lastError(operation, sql: sql) }
    }

    /// The handle's error, to be read straight after the call that failed.
    func lastError(_ operation: StaticString, sql: String? = nil) -> MariaDBError {
        guard let mysql else {
            return MariaDBError(operation: operation, code: .serverGone, message: "the connection is closed", sql: sql)
        }
        return record(
            MariaDBError(
                operation: operation, code: MariaDBErrorCode(rawValue: Int(mysql_errno(mysql))),
                message: String(cString: mysql_error(mysql)), sql: sql, isFromMariaDB: isMariaDB))
    }

    /// Remembers the error when no `COMMIT` may follow it.
    func record(_ error: MariaDBError) -> MariaDBError {
        if error.isConnectionLost { isLost = true }
        if failure == nil, error.endsTransaction { failure = error }
        return error
    }
}
