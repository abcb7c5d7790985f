import Avro
import Bucket
import MariaDB

/// Carries out one order to restore: fills tables beside the real ones, proves them, and makes them the real ones in one
/// step that readers see at once.
struct RestoreRun {
    let bucket: Bucket
    let settings: ConnectionSettings
    let agent: RestoreAgent
    /// Takes the table, rows so far and rows in all; throws where the run is not to go on.
    let look: (_ table: String, _ rows: Int, _ expected: Int) throws -> Void

    /// - Throws: `Problem`; the tables are as they were then.
    func run(_ order: RestoreOrder) throws -> RestoreAnswer {
        let stopwatch = Stopwatch()
        var settings = settings
        // So that no row can come between those that are locked.
        settings.isolationLevel = .repeatableRead
        let connection = try WorkerDatabase(settings).connection()
        let manifests = try RestoreChoice(catalogue: BackupCatalogue(bucket: bucket), connection: connection).manifests(
            order)
        // What an earlier one has left would be in the way: its constraints have the names that are wanted now.
        try agent.unsettled.save(to: RestoreStore(connection: connection))
        let locks = TableLocks(connection: connection)
        for manifest in manifests { try locks.take(order.other ?? manifest.table) }
        var targets: [RestoreTarget] = []
        do {
            for manifest in manifests { targets.append(try prepare(manifest, order, connection)) }
            let restored = try order.isDry ? rehearse(targets, connection) : publish(&targets, order, connection)
            return RestoreAnswer(isDry: order.isDry, restores: restored, seconds: stopwatch.seconds)
        } catch {
            for target in targets { abandon(target.scratch.id, safety: target.safety) }
            throw error
        }
    }

    // MARK: Preparing

    /// The backup's rows in a table beside the real one, proven.
    private func prepare(_ manifest: BackupManifest, _ order: RestoreOrder, _ connection: Connection) throws
        -> RestoreTarget
    {
        let name = order.other ?? manifest.table
        let existing = try RestoreTarget.existing(name, isOther: order.other != nil, connection)
        let id = LoadIdentifier()
        let store = RestoreStore(connection: connection)
        try store.begin(id, manifest, table: name, order.isDry ? .dryRun : .restore, agent)
        FaultPoint.reached(.restoreBegun)
        do {
            let scratch = try ScratchTable.make(
                id, manifest, target: name, existing: existing, isCopy: name != manifest.table, connection)
            try scratch.fill(BackupFile(manifest: manifest, bucket: bucket), settings: settings, connection) {
                try look(name, $0, manifest.rows)
            }
            FaultPoint.reached(.restoreFilled)
            try prove(scratch, existing, connection)
            try scratch.twin.finish(connection)
            FaultPoint.reached(.restoreProven)
            return RestoreTarget(scratch: scratch, existing: existing)
        } catch {
            abandon(id)
            throw error
        }
    }

    /// Where the table is not the one that was backed up, only what it gives back tells whether it has kept everything.
    private func prove(_ scratch: ScratchTable, _ existing: Table?, _ connection: Connection) throws {
        let isSame =
            try existing.map {
                try TableDefinition(of: $0.name, connection: connection).shape
                    == TableDefinition(scratch.manifest.ddl).shape
            } ?? (scratch.manifest.serverVersion == connection.serverVersion)
        if isSame { return }
        if try scratch.isFaithful(connection) { return }
        throw Problem(
            .tableDiffers,
            "Table \(scratch.twin.table) as it is now does not keep every value of the backup. Nothing was changed.")
    }

    /// Nothing of it stays, whatever went wrong; what cannot be removed now is later. The connection may be what went wrong.
    private func abandon(_ id: LoadIdentifier, safety: LoadIdentifier? = nil) {
        do {
            let store = RestoreStore(connection: try WorkerDatabase(settings).connection())
            try store.settle(id, otherwise: .failed, safety: safety)
        } catch {
            agent.unsettled.keep(id, .failed)
        }
    }

    // MARK: Dry run

    private func rehearse(_ targets: [RestoreTarget], _ connection: Connection) throws -> [RestoredTable] {
        let broken = try proof(targets, connection).broken(targets.compactMap(\.existing?.name))
        var restored = try targets.map { target in
            var restored = target.restored(try method(target, of: targets.count, connection))
            let counts = try target.existing.map {
                try RowDifference(table: $0, scratch: target.scratch.name).count(connection)
            }
            restored.added = counts?.added ?? target.manifest.rows
            restored.removed = counts?.removed ?? 0
            restored.changed = counts?.changed ?? 0
            return restored
        }
        for index in restored.indices {
            let name = restored[index].table
            restored[index].broken = broken.filter { $0.child == name || $0.parent == name }
        }
        for target in targets {
            try target.scratch.drop(connection)
            try RestoreStore(connection: connection).end(target.scratch.id, .done)
        }
        return restored
    }

    private func method(_ target: RestoreTarget, of count: Int, _ connection: Connection) throws -> RestoreStore.Method
    {
        if target.existing == nil { return .created }
        return try count == 1 && target.canBeSwapped(connection) ? .swapped : .rewritten
    }

    /// What foreign keys would say if the rows were there already.
    private func proof(_ targets: [RestoreTarget], _ connection: Connection) -> ForeignKeyProof {
        let names = targets.map { ($0.name, $0.scratch.name) }
        let new = targets.filter { $0.existing == nil }.map { ($0.scratch.name, $0.name) }
        return ForeignKeyProof(
            connection: connection, standIns: Dictionary(names) { first, _ in first },
            newTables: Dictionary(new) { first, _ in first })
    }

    // MARK: Publishing

    private func publish(
        _ targets: inout [RestoreTarget], _ order: RestoreOrder, _ connection: Connection
    ) throws -> [RestoredTable] {
        let broken = try proof(targets, connection).broken(targets.compactMap(\.existing?.name))
        guard broken.isEmpty else { throw ParentsMissing(broken: broken) }
        if targets.count == 1, try method(targets[0], of: 1, connection) == .swapped {
            targets[0] = try RestoreSwap(run: self, connection: connection).swap(
                targets[0], takesSafety: order.takesSafety)
            FaultPoint.reached(.restoreDone)
            return [settle(targets[0], targets[0].restored(.swapped))]
        }
        var restored: [RestoredTable] = []
        let there = targets.filter { $0.existing != nil }
        let new = targets.filter { $0.existing == nil }
        if !there.isEmpty {
            restored += try RestoreRewrite(run: self, connection: connection).rewrite(
                there, besides: new, takesSafety: order.takesSafety)
        }
        FaultPoint.reached(.restoreDone)
        restored = zip(there, restored).map { settle($0, $1) }
        return try restored + create(new)
    }

    /// Gives new tables their names, all in one step.
    private func create(_ targets: [RestoreTarget]) throws -> [RestoredTable] {
        guard !targets.isEmpty else { return [] }
        let connection = try WorkerDatabase(settings).connection()
        let renames = targets.map {
            "\(Connection.quoteIdentifier($0.scratch.name)) TO \(Connection.quoteIdentifier($0.name))"
        }
        do {
            try connection.execute("RENAME TABLE \(renames.joined(separator: ", "))")
        } catch {
            guard error.code == .tableExists else { throw error }
            throw Problem(.tableExists, "A table of this name was made meanwhile; it was left as it is.")
        }
        return targets.map { settle($0, $0.restored(.created)) }
    }

    /// Says that a restore is done: its rows are there for everybody by now, so what cannot be written now is later.
    private func settle(_ target: RestoreTarget, _ restored: RestoredTable) -> RestoredTable {
        let id = target.scratch.id
        do {
            let connection = try WorkerDatabase(settings).connection()
            try RestoreStore(connection: connection).end(
                id, .done, method: restored.method, rows: restored.rows, safety: restored.safety)
            try TwinRemains(connection: connection).drop(id)
        } catch {
            agent.unsettled.keep(id, .done)
        }
        return restored
    }

    // MARK: Safety

    /// Backs up what is about to be replaced, over a connection that sees exactly those rows.
    func backUp(_ table: Table, over connection: Connection) throws -> LoadIdentifier {
        let time = try connection.query("SELECT UTC_TIMESTAMP(6)").first?[0].string ?? ""
        let occasion = TableBackup.Occasion(kind: .safety, snapshotAt: Timestamp.iso(time))
        return try TableBackup(
            table: table, connection: connection, bucket: bucket,
            journal: BackupJournal(database: WorkerDatabase(settings), instance: agent.instance), occasion: occasion,
            look: { rows, _ in try look(table.name, rows, table.estimatedRows) }
        ).run().id
    }

    /// Takes a safety backup back where the restore was not done after all.
    func forget(_ backup: LoadIdentifier, of table: String) {
        // One that stays is a good backup that nobody needed.
        _ = try? BackupCatalogue(bucket: bucket).remove(BackupName(table: table, id: backup))
    }
}
