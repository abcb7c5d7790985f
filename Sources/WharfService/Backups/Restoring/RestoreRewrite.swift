import MariaDB

/// Exchanges the rows that differ, of one table or several, in one transaction: for tables that others refer to, which
/// would follow the old table if a new one took its place.
///
/// Foreign keys are set aside until all rows are there, so that none cascades; they are proven before the transaction ends,
/// with what they are about locked. As with every large transaction the server keeps the old rows until it ends.
struct RestoreRewrite {
    let run: RestoreRun
    let connection: Connection

    /// - Parameter new: tables that will be there under their names afterwards.
    /// - Throws: `ParentsMissing` where children would lose their parents; nothing was changed then.
    func rewrite(
        _ targets: [RestoreTarget], besides new: [RestoreTarget], takesSafety: Bool
    ) throws -> [RestoredTable] {
        var safeties: [String: LoadIdentifier] = [:]
        var restored: [RestoredTable] = []
        try connection.execute("SET SESSION foreign_key_checks = 0")
        do {
            try connection.transaction { connection in
                forget(&safeties)
                restored = []
                for target in targets {
                    try TableLocks(connection: connection).claim(target.name)
                    try lock(target)
                }
                if takesSafety { try backUp(targets, &safeties) }
                FaultPoint.reached(.restoreSafe)
                for target in targets { restored.append(try apply(target, safeties[target.name])) }
                try prove(targets, new)
                let store = RestoreStore(connection: connection)
                for table in restored {
                    try store.end(table.id, .done, method: .rewritten, rows: table.rows, safety: table.safety)
                }
                FaultPoint.reached(.restoreApplied)
            }
        } catch let error as MariaDBError where error.isCommitOutcomeUnknown {
            // Where nobody can be asked, the backup of the old rows may be all that there is of them: it stays.
            guard let isDone = try? isDone(restored) else { throw error }
            if isDone { return restored }
            forget(&safeties)
            throw Problem.unavailable(error)
        } catch {
            forget(&safeties)
            throw error
        }
        return restored
    }

    /// Whether the rows were exchanged although the connection broke at the COMMIT: what is saved with them tells, no guess.
    private func isDone(_ restored: [RestoredTable]) throws -> Bool {
        let store = RestoreStore(connection: try WorkerDatabase(run.settings).connection())
        return try restored.allSatisfy { try store.isDone($0.id) }
    }

    /// From here on nobody can write to the table or alter it; whoever did the latter before is not overruled.
    private func lock(_ target: RestoreTarget) throws {
        try difference(target).lock(connection)
        let definition = try TableDefinition(of: target.name, connection: connection)
        guard definition.shape == target.scratch.twin.definition.shape else {
            throw Problem(
                .tableChanged, "Table \(target.name) was altered meanwhile. Nothing was changed; try again.")
        }
    }

    private func difference(_ target: RestoreTarget) -> RowDifference {
        guard let table = target.existing else { preconditionFailure("a table that is rewritten is there") }
        return RowDifference(table: table, scratch: target.scratch.name)
    }

    private func backUp(_ targets: [RestoreTarget], _ safeties: inout [String: LoadIdentifier]) throws {
        for target in targets {
            guard let table = target.existing else { continue }
            safeties[table.name] = try run.backUp(table, over: connection)
        }
    }

    private func forget(_ safeties: inout [String: LoadIdentifier]) {
        for (table, id) in safeties { run.forget(id, of: table) }
        safeties = [:]
    }

    private func apply(_ target: RestoreTarget, _ safety: LoadIdentifier?) throws -> RestoredTable {
        let (removed, added) = try difference(target).apply(connection)
        var target = target
        target.safety = safety
        var restored = target.restored(.rewritten)
        restored.removed = removed
        restored.added = added
        return restored
    }

    private func prove(_ targets: [RestoreTarget], _ new: [RestoreTarget]) throws {
        let standIns = Dictionary(new.map { ($0.name, $0.scratch.name) }) { first, _ in first }
        let broken = try ForeignKeyProof(connection: connection, standIns: standIns, isLocking: true)
            .broken(targets.map(\.name))
        guard broken.isEmpty else { throw ParentsMissing(broken: broken) }
    }
}
