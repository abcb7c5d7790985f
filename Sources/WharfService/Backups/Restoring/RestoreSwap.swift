import MariaDB

/// Puts a restored table into the real one's place. Writers wait meanwhile, so that what they write afterwards is in the new
/// table, and what they wrote before is in the safety backup.
struct RestoreSwap {
    let run: RestoreRun
    let connection: Connection

    /// - Returns: the target with its safety backup.
    /// - Throws: `Problem` where the table was altered, or others do not let go of it.
    func swap(_ target: RestoreTarget, takesSafety: Bool) throws -> RestoreTarget {
        var target = target
        var safety: LoadIdentifier?
        let swap = TwinSwap(
            twin: target.scratch.twin, lock: .writers, connection: connection, settings: run.settings,
            isReady: {
                guard let table = target.existing,
                    try TableDefinition(of: table.name, connection: connection).shape
                        == target.scratch.twin.definition.shape
                else { return false }
                // Rows that came between two attempts belong in it, too.
                if let old = safety { run.forget(old, of: table.name) }
                if takesSafety { safety = try backUp(table) }
                FaultPoint.reached(.restoreSafe)
                return true
            })
        do {
            guard try swap.run() else {
                throw Problem(
                    .tableChanged,
                    "Table \(target.name) was altered meanwhile, or others hold it. Nothing was changed; try again.")
            }
        } catch {
            guard try wasSwapped(target) else {
                if let safety { run.forget(safety, of: target.name) }
                throw error
            }
        }
        target.safety = safety
        return target
    }

    /// Whether the swap has happened although its connection broke: found out by its traces, no guess.
    private func wasSwapped(_ target: RestoreTarget) throws -> Bool {
        let connection = try WorkerDatabase(run.settings).connection()
        return try TwinRemains(connection: connection).wasSwapped(target.scratch.id)
    }

    /// Over a connection of its own, for which the lock of the other one is none.
    private func backUp(_ table: Table) throws -> LoadIdentifier {
        let snapshot = try Snapshot.take(of: table.name, settings: run.settings)
        return try run.backUp(table, over: snapshot.connection)
    }
}
