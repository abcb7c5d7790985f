internal import Glibc
import MariaDB

/// Brings a checked load into the database, exactly once, whatever the connection does meanwhile.
struct LoadPublisher {
    /// Many clients that want the same rows run into each other again and again; none of them shall hear of it.
    static let deadlockAttempts = 20

    let database: WorkerDatabase
    let load: CheckedLoad
    let options: LoadOptions
    let folder: SpoolFolder
    let original: SpoolFile
    let watch: WriteWatch
    let registry: LoadRegistry
    let instance: LoadIdentifier
    /// Whether the load has a row already.
    let isAnnounced: Bool
    let isUndoWanted: Bool

    /// - Parameter finish: completes the receipt within the transaction.
    /// - Returns: the receipt as it was committed.
    func publish(_ receipt: Receipt, finish: (inout Receipt) -> Void) throws -> Receipt {
        var writing = receipt
        writing.state = .writing
        if isAnnounced { try LoadStore(connection: try database.connection()).update(writing) }
        FaultPoint.reached(.loadWriting)
        if isAnnounced, let done = try TwinPublisher(publisher: self).publish(writing, finish: finish) { return done }
        return try database.ending(receipt.id) { connection in
            do {
                return try publish(receipt, connection, mayRelieve: true, finish)
            } catch is ReliefRefused {
                return try publish(receipt, connection, mayRelieve: false, finish)
            } catch let error as MariaDBError where error.isRowFault {
                // An index that is built at COMMIT refuses a row only then.
                return try publish(receipt, connection, mayRelieve: false, finish)
            }
        }
    }

    /// Writes rows and receipt without having asked the database anything.
    ///
    /// - Returns: `nil` where it refuses a row, or the table is no longer what it was; nothing was written then.
    func publishAtOnce(_ receipt: Receipt, finish: (inout Receipt) -> Void) throws -> Receipt? {
        do {
            return try database.ending(receipt.id) { connection in
                try connection.transaction(deadlockAttempts: Self.deadlockAttempts) { connection in
                    let outcome = try writer(connection, mayRelieve: false).writeAtOnce()
                    FaultPoint.reached(.loadRowsWritten)
                    // The rows hold the table as it is now until the transaction ends.
                    guard try DictionaryCache.isCurrent(load.table, connection) else { throw RowsRefused() }
                    let done = try complete(receipt, outcome, finish)
                    try save(done, outcome, connection)
                    FaultPoint.reached(.loadSaved)
                    return done
                }
            }
        } catch is RowsRefused {
            return nil
        }
    }

    private func publish(
        _ receipt: Receipt, _ connection: Connection, mayRelieve: Bool, _ finish: (inout Receipt) -> Void
    ) throws -> Receipt {
        let result = Result {
            try connection.transaction(deadlockAttempts: Self.deadlockAttempts) { connection in
                let outcome = try writer(connection, mayRelieve: mayRelieve).write()
                FaultPoint.reached(.loadRowsWritten)
                let done = try complete(receipt, outcome, finish)
                try save(done, outcome, connection)
                FaultPoint.reached(.loadSaved)
                return done
            }
        }
        if mayRelieve && CheckRelief.isPossible(load) { try relieveNoMore(connection, after: result) }
        return try result.get()
    }

    /// A connection that broke has taken its session with it; any other failure here is one of the load's.
    private func relieveNoMore(_ connection: Connection, after result: Result<Receipt, any Error>) throws {
        if case .failure(let error as MariaDBError) = result, error.isConnectionLost { return }
        try CheckRelief.end(connection)
    }

    /// Keeps the rejects and the receipt of a dry run.
    func publishDryRun(
        _ receipt: Receipt, _ outcome: WriteOutcome, finish: (inout Receipt) -> Void
    ) throws -> Receipt {
        let done = try complete(receipt, outcome, finish)
        try database.connection().transaction { try save(done, outcome, $0) }
        return done
    }

    /// Writes within a transaction that the caller undoes.
    func rehearse(_ connection: Connection) throws -> WriteOutcome { try writer(connection, mayRelieve: false).write() }

    /// What the write will come to where the database has nothing left to decide.
    var foreseenOutcome: WriteOutcome {
        var outcome = WriteOutcome(lateRejects: RejectSpool(file: folder.makeFile()))
        outcome.inserted = load.insertCount
        outcome.updated = load.updateCount
        outcome.unchanged = load.unchanged
        return outcome
    }

    private func writer(_ connection: Connection, mayRelieve: Bool) -> LoadWriter {
        LoadWriter(
            connection: connection, load: load, options: options, folder: folder, mayRelieve: mayRelieve,
            countsTable: isAnnounced, undo: makeUndo(connection), watch: watch)
    }

    /// - Parameter table: the table that is written, where that is not the load's own.
    func makeUndo(_ connection: Connection, table: String? = nil) -> UndoLog {
        UndoLog(
            load, table: table, file: folder.makeFile(), connection: connection,
            isWanted: isUndoWanted && !options.isDryRun)
    }

    /// The receipt of a load that has come to `outcome`.
    ///
    /// - Throws: `RejectBudgetExceeded`.
    func complete(
        _ receipt: Receipt, _ outcome: WriteOutcome, _ finish: (inout Receipt) -> Void
    ) throws -> Receipt {
        load.lateRejects = outcome.lateRejects
        let rejected = load.rejectCount
        guard options.rejectBudget.allows(rejected, of: load.read) else {
            throw RejectBudgetExceeded(table: load.table.name, rejected: rejected)
        }
        var done = receipt
        done.state = .done
        done.read = load.read
        done.inserted = outcome.inserted
        done.updated = outcome.updated
        done.unchanged = outcome.unchanged
        done.rejected = rejected
        (done.rejectsByCode, done.rejectsByField) = load.rejectCounts
        done.rowsBefore = outcome.rowsBefore
        done.rowsAfter = outcome.rowsAfter
        done.finishedAt = Timestamp.now()
        finish(&done)
        precondition(
            done.read == done.inserted + done.updated + done.unchanged + done.rejected, "a receipt's sum closes")
        return done
    }

    /// Writes the receipt and the rejects within a transaction.
    func save(_ receipt: Receipt, _ outcome: WriteOutcome, _ connection: Connection) throws {
        let store = LoadStore(connection: connection)
        // Each reject locks the receipt for readers, by its foreign key. Whoever wants to write to it, as the heartbeat
        // does, must wait before the first one: in between he would end in a deadlock with the receipt's own change.
        if isAnnounced { try store.update(receipt) } else { try store.insert(receipt, instance: instance) }
        let rejects = RejectWriter(
            connection: connection, load: receipt.id, original: original, columnNames: load.mapping.columnNames)
        try rejects.write(load.rejects)
        try rejects.write(outcome.lateRejects)
        if let undo = outcome.undo { try UndoStore(connection: connection).write(undo, of: receipt.id) }
    }
}

extension CheckedLoad {
    /// How often each rule was broken, by code and by column.
    var rejectCounts: (byCode: [String: Int], byField: [String: Int]) {
        var byCode: [String: Int] = [:]
        var byField: [String: Int] = [:]
        for spool in [rejects, lateRejects].compactMap({ $0 }) {
            for (code, count) in spool.byCode { byCode[code.rawValue, default: 0] += count }
            for (column, count) in spool.byColumn { byField[mapping.columnNames[column], default: 0] += count }
        }
        return (byCode, byField)
    }
}
