import Glibc

/// Transactions.
extension Connection {
    private static let attemptsAlone = 10

    /// Runs `body` between `START TRANSACTION` and `COMMIT`: all that it does is saved, or nothing.
    ///
    /// Whatever `body` throws is thrown on, after `ROLLBACK`. After an error with `isRetriable`, also one of `COMMIT`,
    /// the whole of `body` runs again, up to `maximumAttempts` times with growing random pauses (20 ms to 1 s): it must
    /// not have effects outside the database. After a deadlock, which the server finds at once, it may run more often,
    /// `deadlockAttempts` times in all. An error that `body` catches and drops is thrown all the same when the
    /// server may have undone more than the statement (deadlock, lost connection, full disk, cancelled); row faults may
    /// be caught and gone on from.
    ///
    /// Not promised: that statements with an implicit commit (DDL, `TRUNCATE`) are undone. A nested call is a
    /// programming error.
    ///
    /// - Throws: what `body` throws; `.commitOutcomeUnknown` when the connection broke during `COMMIT`, so that the
    ///   caller looks up whether the work is there.
    public func transaction<Result>(
        maximumAttempts: Int = 5, deadlockAttempts: Int? = nil, _ body: (Connection) throws -> Result
    ) throws -> Result {
        precondition(maximumAttempts > 0, "at least one attempt")
        precondition(!isInsideTransaction, "transactions do not nest")
        isInsideTransaction = true
        defer { isInsideTransaction = false }
        var attempt = 1
        while true {
            do {
                return try attemptTransaction(body)
            } catch let error as MariaDBError where error.isRetriable {
                let limit = error.code == .deadlock ? deadlockAttempts ?? maximumAttempts : maximumAttempts
                guard attempt < limit, handle.isOpen else { throw error }
                Self.pause(afterAttempt: attempt)
                attempt += 1
            }
        }
    }

    private func attemptTransaction<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        try handle.run("START TRANSACTION")
        handle.forgetFailure()
        let result: Result
        do {
            result = try body(self)
            if let failure = handle.failure { throw failure }
        } catch {
            rollBack()
            throw error
        }
        try commit()
        return result
    }

    private func commit() throws(MariaDBError) {
        do {
            try handle.run("COMMIT")
        } catch {
            rollBack()
            guard error.isConnectionLost else { throw error }
            throw MariaDBError(
                operation: error.operation, code: .commitOutcomeUnknown,
                message: "the connection broke during COMMIT (\(error.code): \(error.message))", sql: "COMMIT")
        }
    }

    /// Ends the transaction, if need be by closing the connection: then the server rolls back. One that another node of a
    /// Galera cluster has ended meanwhile answers `ROLLBACK` by a deadlock, once.
    private func rollBack() {
        for _ in 0..<2 {
            do {
                try handle.run("ROLLBACK")
                return
            } catch {
                guard error.code == .deadlock else { break }
            }
        }
        close()
    }

    /// Runs one statement. Outside a transaction one that the server has ended for a deadlock has left nothing and runs
    /// again, a few times: in a Galera cluster that can be any statement that writes, even the only one of its node.
    func runAlone<Result>(_ statement: () throws(MariaDBError) -> Result) throws(MariaDBError) -> Result {
        guard !isInsideTransaction, !isInTransaction else { return try statement() }
        for attempt in 1..<Self.attemptsAlone {
            do {
                return try statement()
            } catch {
                guard error.code == .deadlock else { throw error }
                Self.pause(afterAttempt: attempt)
            }
        }
        return try statement()
    }

    /// Random, so that two that blocked each other do not meet again.
    private static func pause(afterAttempt attempt: Int) {
        let limitMicroseconds = min(20_000 << min(attempt - 1, 10), 1_000_000)
        usleep(UInt32.random(in: 1_000...UInt32(limitMicroseconds)))
    }
}
