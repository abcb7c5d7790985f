internal import CMariaDB
internal import Synchronization

/// A session with a MySQL or MariaDB server.
///
/// Every session speaks `utf8mb4` and UTC, has one strict `sql_mode`, the isolation level and lock time-outs of its
/// settings, and English error messages. It never reconnects by itself: an error with `isConnectionLost` leaves it
/// useless until `reconnect()`.
///
/// Not `Sendable`: libmariadb allows one thread at a time, and a transaction belongs to the one that began it. A worker
/// owns its connection; to hand it over, nothing of it may be in use. All calls block.
public final class Connection {
    /// Connections of this process that are open, or being opened, in whichever thread.
    public static var openCount: Int { Handle.openCount.load(ordering: .relaxed) }

    public let settings: ConnectionSettings
    private(set) var handle: Handle
    var statements = StatementCache()
    /// Values of the calls that take an array.
    let scratch = Parameters()
    var isInsideTransaction = false

    /// Connects: `mysql_real_connect` and one `SET`. <https://mariadb.com/kb/en/mysql_real_connect/>
    ///
    /// - Throws: 2002, 2003, 2005 (nobody there), 2026 (TLS), 1045 (refused; over a Unix socket the message says what
    ///   else it may mean), 1040 and others of the server. No message holds the password.
    public init(_ settings: ConnectionSettings) throws(MariaDBError) {
        self.settings = settings
        handle = try Handle(settings)
    }

    // While the caller streams rows of a statement that he holds, the handle goes with that statement.
    deinit { if !handle.isStreaming { close() } }

    /// As the server spells it: `10.11.19-MariaDB-0+deb12u1`, `8.0.36-google`.
    public var serverVersion: String { handle.serverVersion }

    public var isMariaDB: Bool { handle.isMariaDB }

    /// What `KILL` takes. Another one after `reconnect()`.
    public var connectionID: UInt64 { handle.connectionID }

    /// Warnings of the last statement, `mysql_warning_count`.
    public var lastWarningCount: Int { handle.warningCount }

    /// The first `AUTO_INCREMENT` value of the last statement that made one, else 0.
    public var lastInsertID: UInt64 { handle.insertID }

    /// Whether the server's last answer came from inside a transaction (`SERVER_STATUS_IN_TRANS`).
    public var isInTransaction: Bool { handle.isInTransaction }

    /// Whether a call has found the connection broken; a new one after `reconnect()`. False says nothing: see `ping`.
    public var isLost: Bool { handle.isLost }

    /// How many statements the connection keeps prepared for calls that take SQL text.
    public var cachedStatementCount: Int { statements.count }

    /// Asks the server for a sign of life: one round trip. A Galera node that lost its cluster still answers; read a
    /// table to know better.
    ///
    /// - Parameter limit: how long it may take; then the connection is closed and the error has `isConnectionLost`.
    public func ping(withinMilliseconds limit: Int32 = 5000) throws(MariaDBError) {
        try handle.ping(withinMilliseconds: limit)
    }

    /// Brings the session back to what it was after connecting: rolls back, drops temporary tables, locks and user
    /// variables, forgets prepared statements, then sets the session up again. Two round trips.
    /// <https://mariadb.com/kb/en/mysql_reset_connection/>
    public func reset() throws(MariaDBError) {
        precondition(!isInsideTransaction, "reset() inside transaction()")
        do {
            try handle.reset(settings)
        } catch {
            statements.removeAll()
            throw error
        }
        statements.removeAll()
    }

    /// Closes the connection and makes a new one with the same settings. Statements from `prepare` are lost with the
    /// old one. When it throws, the connection stays closed and may be tried again.
    public func reconnect() throws(MariaDBError) {
        precondition(!isInsideTransaction, "reconnect() inside transaction()")
        close()
        handle = try Handle(settings)
    }

    /// Closes the connection; the server rolls an open transaction back. Every later call but `reconnect()` throws
    /// 2006. `deinit` does the same. Not from within a `forEachRow` body. <https://mariadb.com/kb/en/mysql_close/>
    public func close() {
        precondition(!handle.isStreaming, "close() or reconnect() while rows are streamed")
        handle.close()
        // Detached from the connection by now: no message to the server for each.
        statements.removeAll()
    }

    /// `name` in backticks, inner ones doubled: safe as an identifier whatever it holds, except NUL, which no
    /// identifier may have; that is a programming error.
    /// <https://mariadb.com/kb/en/identifier-names/>
    public static func quoteIdentifier(_ name: String) -> String {
        precondition(!name.utf8.contains(0), "an identifier has no NUL")
        return "`" + name.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``") + "`"
    }
}
