import MariaDB

extension WorkerDatabase {
    private static let mostConnections = 5

    /// Runs `body`, which ends the load in one transaction, and runs it on a new connection when the old one broke. A broken
    /// COMMIT is looked up, never guessed.
    ///
    /// - Throws: `OutcomeUnknown` where it cannot be looked up.
    func ending(_ id: LoadIdentifier, _ body: (Connection) throws -> Receipt) throws -> Receipt {
        var attempt = 1
        while true {
            let connection = try recentConnection()
            do {
                return try body(connection)
            } catch let error as MariaDBError where error.isConnectionLost {
                if error.isCommitOutcomeUnknown, let done = try lookUp(id) { return done }
                guard attempt < Self.mostConnections else { throw error }
                attempt += 1
            }
        }
    }

    /// The receipt where the load is done after all.
    ///
    /// - Throws: `OutcomeUnknown` where nobody can be asked.
    private func lookUp(_ id: LoadIdentifier) throws -> Receipt? {
        do {
            let store = LoadStore(connection: try connection())
            return try store.settledState(id) == .done ? store.find(id) : nil
        } catch {
            throw OutcomeUnknown(cause: error)
        }
    }
}

/// The database was lost while a load was committed, and cannot be asked what became of it.
struct OutcomeUnknown: Error {
    let cause: any Error
}
