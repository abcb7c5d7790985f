import MariaDB

extension WorkerDatabase {
    private static let mostConnections = 5

    /// Runs `body`, which ends the load in one transaction, and runs it on a new connection when the old one broke. A broken
    /// COMMIT is looked up, never guessed.
    func ending(_ id: LoadIdentifier, _ body: (Connection) throws -> Receipt) throws -> Receipt {
        var attempt = 1
        while true {
            let connection = try recentConnection()
            do {
                return try body(connection)
            } catch let error as MariaDBError where error.isConnectionLost && attempt < Self.mostConnections {
                attempt += 1
                guard error.isCommitOutcomeUnknown else { continue }
                let store = LoadStore(connection: try self.connection())
                if try store.settledState(id) == .done, let receipt = try store.find(id) { return receipt }
            }
        }
    }
}
