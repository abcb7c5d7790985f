import MariaDB

/// Takes a load back in one transaction: its rows go, and the rows that it changed are again what they were.
///
/// All of it or none of it: refused where a row is no longer as the load left it, whoever changed it.
struct UndoRun {
    let context: LoadContext
    /// Hears how many rows were taken back, of how many.
    var tell: (Int, _ of: Int) -> Void = { _, _ in }

    /// What the audit calls it.
    static let act = "undo load"

    /// What the audit says of one that was done.
    static func detail(_ receipt: Receipt) -> String {
        "load \(receipt.undoes?.description ?? ""): \(receipt.deleted) deleted, \(receipt.updated) put back"
    }

    /// - Returns: the undo's own receipt. It deletes what the load inserted, and `updated` are the rows put back.
    /// - Throws: `Problem` of type `unknownLoad`, `notUndoable`, `rowsChanged`, `parentsMissing` and others; it carries the
    ///   undo's receipt where one was begun.
    func run(_ spoken: String, isDry: Bool) throws -> Receipt {
        let connection = try context.database.connection()
        let target = try UndoTarget(spoken, connection)
        let place = try TablePlace(context.registry, table: target.table.name)
        return try withExtendedLifetime(place) { try run(target, isDry: isDry, connection) }
    }

    private func run(_ target: UndoTarget, isDry: Bool, _ connection: Connection) throws -> Receipt {
        let begun = begin(target, isDry: isDry)
        try LoadStore(connection: connection).insert(begun, instance: context.spool.instance)
        context.registry.note(begun.id, begun.progress)
        FaultPoint.reached(.undoBegun)
        do {
            let done = try takeBack(target, begun)
            FaultPoint.reached(.undoDone)
            context.registry.end(done)
            context.dictionary.forget(target.table.name)
            return done
        } catch {
            throw close(begun, target, error)
        }
    }

    private func begin(_ target: UndoTarget, isDry: Bool) -> Receipt {
        var options = LoadOptions()
        options.isDryRun = isDry
        var receipt = Receipt(
            id: LoadIdentifier(), table: target.table.name, state: .writing, source: LoadSource.undo.rawValue,
            options: options.record, by: context.requestedBy, requestID: context.requestID, callID: context.callID,
            startedAt: Timestamp.now())
        receipt.undoes = target.load.id
        receipt.file.name = target.load.file.name
        return receipt
    }

    private func takeBack(_ target: UndoTarget, _ begun: Receipt) throws -> Receipt {
        let stopwatch = Stopwatch()
        var foreseen = begun
        do {
            return try context.database.ending(begun.id) { connection in
                try connection.transaction(deadlockAttempts: LoadPublisher.deadlockAttempts) { connection in
                    foreseen = try takeBack(target, begun, connection)
                    foreseen.seconds["write"] = stopwatch.seconds
                    FaultPoint.reached(.undoApplied)
                    guard !begun.options.dryRun else { throw DryRunEnded() }
                    let store = LoadStore(connection: connection)
                    try store.markUndone(target.load.id, by: begun.id)
                    try UndoStore(connection: connection).delete(of: target.load.id)
                    try store.update(foreseen)
                    FaultPoint.reached(.undoSaved)
                    return foreseen
                }
            }
        } catch is DryRunEnded {
            try LoadStore(connection: context.database.connection()).update(foreseen)
            return foreseen
        }
    }

    /// Within the transaction: everything but the receipts.
    private func takeBack(_ target: UndoTarget, _ begun: Receipt, _ connection: Connection) throws -> Receipt {
        try target.claim(connection)
        var done = begun
        let rows = { try rowCount(target, isDry: begun.options.dryRun, connection) }
        done.rowsBefore = try rows()
        let writer = try UndoWriter(target, connection)
        let store = UndoStore(connection: connection)
        var number = Int(UInt32.max)
        while let last = try store.lastChunk(of: target.load.id, before: number) {
            try look(begun.id)
            try writer.takeBack(last.chunk)
            number = last.number
            context.registry.note(begun.id, .init(written: writer.deleted + writer.updated))
            tell(writer.deleted + writer.updated, target.load.inserted + target.load.updated)
        }
        done.state = .done
        (done.read, done.updated, done.deleted) = (writer.updated, writer.updated, writer.deleted)
        done.rowsAfter = try rows()
        done.finishedAt = Timestamp.now()
        return done
    }

    private func rowCount(_ target: UndoTarget, isDry: Bool, _ connection: Connection) throws -> Int? {
        guard !isDry else { return nil }
        return try target.table.rowCount(besides: target.load.inserted + target.load.updated, connection)
    }

    private func look(_ id: LoadIdentifier) throws {
        if context.registry.isCancelled(id) { throw LoadTakenAway() }
        if context.isClientGone() { throw ClientGone() }
    }

    /// Ends the undo's receipt, and says why in the way in which the caller will see it.
    private func close(_ begun: Receipt, _ target: UndoTarget, _ error: any Error) -> Problem {
        var problem = target.problem(error, context)
        var failed = begun
        failed.state = LoadRequest.isCut(error) ? .interrupted : .failed
        failed.finishedAt = Timestamp.now()
        failed.problem = .init(type: problem.type.rawValue, detail: problem.detail)
        context.registry.end(failed)
        if error is OutcomeUnknown {
            // The keeper ends it, as what it has come to.
            context.registry.keep(failed)
            problem.loads = [begun]
            return problem
        }
        do {
            try LoadStore(connection: context.database.connection()).update(failed)
        } catch is LoadTakenAway {
            // Whoever ended it from outside has written why.
        } catch {
            context.registry.keep(failed)
        }
        problem.loads = [failed]
        return problem
    }
}
