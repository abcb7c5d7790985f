import Avro
import Bucket
import MariaDB

/// One order to back up: a table, or all of them at one snapshot.
struct BackupRun {
    let bucket: Bucket
    let settings: ConnectionSettings
    /// Whose process writes.
    let instance: LoadIdentifier
    let codec: AvroCodec
    /// Takes the table, rows and bytes so far; throws where the run is not to go on.
    let look: (_ table: Table, _ rows: Int, _ bytes: Int) throws -> Void

    struct Outcome {
        let set: LoadIdentifier?
        let manifests: [BackupManifest]
        let leftOut: [Snapshot.LeftOut]
    }

    /// - Parameter spoken: the table; `nil` for all.
    /// - Throws: `Problem`. Where one table of several fails, none of the run's backups is kept.
    func run(_ spoken: String?) throws -> Outcome {
        let snapshot = try Snapshot.take(of: spoken, settings: settings)
        FaultPoint.reached(.backupSeen)
        let set = spoken == nil ? try BackupCatalogue(bucket: bucket).nextIdentifier() : nil
        let occasion = TableBackup.Occasion(
            set: set, setTables: set.map { _ in snapshot.tables.map(\.name) }, codec: codec, snapshotAt: snapshot.time)
        let journal = BackupJournal(database: WorkerDatabase(settings), instance: instance)
        var manifests: [BackupManifest] = []
        do {
            for table in snapshot.tables {
                manifests.append(
                    try TableBackup(
                        table: table, connection: snapshot.connection, bucket: bucket, journal: journal,
                        occasion: occasion, look: { try look(table, $0, $1) }
                    ).run())
            }
        } catch {
            // What cannot be removed now is still whole, and no part of a complete set.
            for manifest in manifests { _ = try? BackupCatalogue(bucket: bucket).remove(manifest.name) }
            throw Problem.ofBackups(error)
        }
        return Outcome(set: set, manifests: manifests, leftOut: snapshot.leftOut)
    }
}
