internal import Glibc
import MariaDB
internal import Synchronization

/// Puts a finished twin into the real table's place while nobody can write to that.
///
/// `RENAME TABLE` is one step for all who read, but MariaDB refuses it under `LOCK TABLES`. So one connection locks the
/// table and sees that it is still what it should be, another one asks for the rename and waits; when the lock goes,
/// the rename is the first in the queue, as it waits for the strongest lock.
/// <https://dev.mysql.com/doc/refman/8.4/en/metadata-locking.html>
struct TwinSwap {
    private static let attempts = 3
    /// How long others may have to wait behind this lock, in each attempt.
    private static let lockSeconds = 5
    private static let queueMilliseconds = 5000

    /// Whom the lock keeps out while `isReady` looks.
    enum Lock: String {
        case writers = "READ"
        case all = "WRITE"
    }

    let twin: TwinTable
    let lock: Lock
    let connection: Connection
    let settings: ConnectionSettings
    /// Asked under the lock: whether the table may be put aside. On `connection` it may look at the table alone.
    let isReady: () throws -> Bool

    /// - Returns: whether the twin is the table now; false where the table was not ready, or others did not let go of it.
    func run() throws -> Bool {
        try connection.execute("SET SESSION lock_wait_timeout = \(Self.lockSeconds)")
        let result = Result { try runAttempts() }
        if case .failure(let error as MariaDBError) = result, error.isConnectionLost { throw error }
        try connection.execute("SET SESSION lock_wait_timeout = \(max(settings.lockWaitTimeoutSeconds, 1))")
        return try result.get()
    }

    private func runAttempts() throws -> Bool {
        for _ in 0..<Self.attempts {
            do {
                if let isSwapped = try attempt() { return isSwapped }
            } catch let error as MariaDBError where error.code == .lockWaitTimeout {
                continue
            }
        }
        return false
    }

    /// - Returns: `nil` where the rename did not get into the queue, or not out of it in time.
    private func attempt() throws -> Bool? {
        try connection.execute("LOCK TABLES \(Connection.quoteIdentifier(twin.table)) \(lock.rawValue)")
        var isLocked = true
        defer {
            // Where this fails the connection is broken, and has let go of the table by that.
            if isLocked { _ = try? connection.execute("UNLOCK TABLES") }
        }
        guard try isReady() else { return false }
        FaultPoint.reached(.swapLocked)
        let rename = try Rename(twin.swap, settings: settings, lockSeconds: Self.lockSeconds)
        do {
            if try !waitInQueue(rename) { try rename.cancel(from: connection) }
            FaultPoint.reached(.swapQueued)
            try connection.execute("UNLOCK TABLES")
            isLocked = false
        } catch {
            // This connection broke, and the lock went with it: what became of the rename is found out by its traces.
            _ = try? rename.join()
            throw error
        }
        do {
            try rename.join()
            return true
        } catch let error as MariaDBError where error.isConnectionLost {
            return try rename.outcome(of: twin, from: connection)
        } catch let error as MariaDBError where error.isCancelled || error.code == .lockWaitTimeout {
            return nil
        }
    }

    private func waitInQueue(_ rename: Rename) throws -> Bool {
        for _ in 0..<Self.queueMilliseconds / 2 {
            if rename.isDone { return false }
            if try rename.isWaiting(seenFrom: connection) { return true }
            poll(nil, 0, 2)
        }
        return false
    }
}

/// A `RENAME TABLE` on a connection and a thread of its own.
private struct Rename {
    private let thread: SideThread<Void>
    private let connectionID: UInt64

    /// A connection on its way to the thread that uses it from then on.
    private struct Handover: @unchecked Sendable {
        let connection: Connection
    }

    init(_ sql: String, settings: ConnectionSettings, lockSeconds: Int) throws {
        let connection = try WorkerDatabase(settings).connection()
        try connection.execute("SET SESSION lock_wait_timeout = \(lockSeconds)")
        connectionID = connection.connectionID
        let handover = Handover(connection: connection)
        thread = try SideThread { _ = try handover.connection.execute(sql) }
    }

    var isDone: Bool { thread.isDone }

    func join() throws { try thread.join() }

    /// Whether the server lets it wait for a table.
    func isWaiting(seenFrom connection: Connection) throws -> Bool {
        try state(seenFrom: connection)?.hasPrefix("Waiting for table") ?? false
    }

    func cancel(from connection: Connection) throws { try kill("KILL QUERY", from: connection) }

    /// Whether the rename happened, found out after its connection was lost: no guess.
    func outcome(of twin: TwinTable, from connection: Connection) throws -> Bool {
        try kill("KILL", from: connection)
        while try state(seenFrom: connection) != nil { poll(nil, 0, 10) }
        return try TwinRemains(connection: connection).exists(twin.oldName)
    }

    private func kill(_ command: String, from connection: Connection) throws {
        do {
            try connection.execute("\(command) \(connectionID)")
        } catch {
            guard error.code == .noSuchThread else { throw error }
        }
    }

    /// What the server says that the connection does; `nil` where there is no such connection, empty where it cannot say:
    /// MySQL fails over any other connection's statement that has octets which are no text.
    private func state(seenFrom connection: Connection) throws -> String? {
        do {
            return try connection.query(
                "SELECT COALESCE(STATE, '') FROM information_schema.PROCESSLIST WHERE ID = ?",
                [.unsigned(connectionID)]
            ).first?[0].string
        } catch {
            guard error.code == .notConvertible else { throw error }
            return ""
        }
    }
}
