import MariaDB

/// The one connection of a worker: opened when first needed, opened again when it broke.
///
/// Belongs to one worker thread.
final class WorkerDatabase {
    private let source: () -> ConnectionSettings
    private static let restSeconds = 1.0
    private var open: Connection?
    private var sinceUse = Stopwatch()

    /// - Parameter source: asked for each new connection: the password may have changed.
    init(_ source: @escaping () -> ConnectionSettings) { self.source = source }

    convenience init(_ settings: ConnectionSettings) { self.init { settings } }

    var settings: ConnectionSettings { source() }

    /// A connection that was asked for within the last second, or answers now: for whoever tries again on a new one when it
    /// turns out to be broken.
    ///
    /// - Throws: `Problem` of type `databaseUnavailable`.
    func recentConnection() throws -> Connection {
        if let open, !open.isLost, sinceUse.seconds < Self.restSeconds { return open }
        return try connection()
    }

    /// A connection that answered just now.
    ///
    /// - Throws: `Problem` of type `databaseUnavailable`.
    func connection() throws -> Connection {
        defer { sinceUse = Stopwatch() }
        if let open {
            do {
                try open.ping()
                return open
            } catch {
                self.open = nil
            }
        }
        do {
            let connection = try Connection(settings)
            // A key of 0 is a value like any other, not a request for the next number.
            try connection.execute("SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO')")
            open = connection
            return connection
        } catch {
            throw Problem.unavailable(error)
        }
    }
}

extension Problem {
    /// The database was lost at the very moment at which it saved the work.
    static func outcomeUnknown(_ error: any Error) -> Problem {
        Problem(
            .databaseUnavailable,
            "The database was lost while it saved the work, so whether that is done cannot be told now. Look when it is back, "
                + "or send the request again with the same Idempotency-Key.",
            cause: error)
    }

    static func unavailable(_ error: any Error) -> Problem {
        Problem(
            .databaseUnavailable,
            "The database cannot be reached or refuses the service. Nothing was changed; try again.",
            cause: error)
    }
}
