import MariaDB

/// Brings a large load into the database by a twin: built beside the table, announced in the load's row, swapped in.
///
/// From the announcement on the row holds the whole receipt, so that whoever finds the load after a crash can end it: as
/// done where the swap has happened, as interrupted where it has not.
struct TwinPublisher {
    let publisher: LoadPublisher

    /// - Parameter receipt: in state `writing`.
    /// - Returns: the receipt as it was saved; `nil` where the load must be written into the table itself, of which
    ///   nothing has been written yet.
    func publish(_ receipt: Receipt, finish: (inout Receipt) -> Void) throws -> Receipt? {
        let connection = try publisher.database.connection()
        guard
            let builder = try TwinBuilder.make(
                publisher.load, id: receipt.id, settings: publisher.database.settings, watch: publisher.watch,
                connection)
        else { return nil }
        var whole = receipt
        do {
            whole = try prepare(receipt, builder, connection, finish)
            guard try swap(builder.twin, connection) else { throw TwinRefused() }
        } catch {
            guard try withdraw(receipt) else {
                if Self.leavesAnotherWay(error) { return nil }
                throw error
            }
        }
        FaultPoint.reached(.twinSwapped)
        finish(&whole)
        return try settle(whole)
    }

    /// Builds the twin, and saves rejects and receipt.
    private func prepare(
        _ receipt: Receipt, _ builder: TwinBuilder, _ connection: Connection, _ finish: (inout Receipt) -> Void
    ) throws -> Receipt {
        let undo = publisher.makeUndo(connection, table: builder.twin.name)
        let seconds = try builder.build(connection, noting: undo)
        var outcome = publisher.foreseenOutcome
        outcome.undo = undo
        outcome.rowsBefore = 0
        outcome.rowsAfter = publisher.load.insertCount
        var whole = try publisher.complete(receipt, outcome, finish)
        whole.state = .writing
        whole.finishedAt = nil
        whole.seconds.merge(seconds) { $1 }
        try connection.transaction { try publisher.save(whole, outcome, $0) }
        FaultPoint.reached(.twinAnnounced)
        return whole
    }

    private func swap(_ twin: TwinTable, _ connection: Connection) throws -> Bool {
        try TwinSwap(
            twin: twin, lock: .all, connection: connection, settings: publisher.database.settings,
            isReady: { try isUntouched(twin, connection) }
        ).run()
    }

    /// Whether the table is still what the twin was made from, and empty.
    private func isUntouched(_ twin: TwinTable, _ connection: Connection) throws -> Bool {
        let name = Connection.quoteIdentifier(twin.table)
        return try connection.query("SELECT 1 FROM \(name) LIMIT 1").isEmpty
            && TableDefinition(of: twin.table, connection: connection) == twin.definition
            && DictionaryReader(connection: connection).table(named: twin.table)?.shape == publisher.load.table.shape
    }

    /// Takes back what was prepared, but not a swap that has happened after all.
    ///
    /// - Returns: whether the swap has happened.
    /// - Throws: `OutcomeUnknown` where nobody can be asked.
    private func withdraw(_ receipt: Receipt) throws -> Bool {
        let connection: Connection
        do {
            connection = try publisher.database.connection()
            if try TwinRemains(connection: connection).wasSwapped(receipt.id) { return true }
        } catch {
            throw OutcomeUnknown(cause: error)
        }
        try connection.transaction { connection in
            let store = LoadStore(connection: connection)
            try store.deleteRecords(of: receipt.id)
            try store.update(receipt)
        }
        return false
    }

    /// Says that the load is done. The rows are there for everybody by now, so this is repeated until it is known.
    private func settle(_ whole: Receipt) throws -> Receipt {
        var done = whole
        done.state = .done
        done.finishedAt = Timestamp.now()
        do {
            let connection = try publisher.database.connection()
            try LoadStore(connection: connection).update(done)
            FaultPoint.reached(.twinSettled)
            try TwinRemains(connection: connection).retire(done.id, of: done.table)
        } catch {
            // The keeper of this instance ends what is left, and so does any other one.
            publisher.registry.keep(done)
        }
        return done
    }

    private static func leavesAnotherWay(_ error: any Error) -> Bool {
        switch error {
        case is TwinRefused, is SystemError, is Problem: true
        case let error as MariaDBError: !error.isDiskFull && !error.isCancelled
        default: false
        }
    }
}
