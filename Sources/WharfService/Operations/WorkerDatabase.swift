import MariaDB

/// The one connection of a worker: opened when first needed, opened again when it broke.
///
/// Belongs to one worker thread.
final class WorkerDatabase {
    let settings: ConnectionSettings
    private var open: Connection?

    init(_ settings: ConnectionSettings) { self.settings = settings }

    /// A connection that answered just now.
    ///
    /// - Throws: `Problem` of type `databaseUnavailable`.
    func connection() throws -> Connection {
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
    static func unavailable(_ error: any Error) -> Problem {
        var problem = Problem(
            .databaseUnavailable,
            "The database cannot be reached or refuses the service. Nothing was changed; try again.",
            cause: error)
        problem.headers = [("Retry-After", "5")]
        return problem
    }
}
