import Bucket
import MariaDB

/// Restores a backup into a table of its own, reads that back, and compares it row by row with what was backed up, by the
/// digest of all rows; then the table goes.
struct Drill {
    let file: BackupFile
    let settings: ConnectionSettings
    let agent: RestoreAgent
    /// Takes the rows so far; throws where the drill is not to go on.
    let look: (Int) throws -> Void

    /// - Throws: `BackupDamaged` where the table is another one than that of the snapshot.
    func run() throws {
        let connection = try WorkerDatabase(settings).connection()
        let id = LoadIdentifier()
        let store = RestoreStore(connection: connection)
        let manifest = file.manifest
        try store.begin(id, manifest, table: manifest.table, .drill, agent)
        let result = Result {
            let scratch = try ScratchTable.make(
                id, manifest, target: manifest.table, existing: nil, isCopy: true, connection)
            try scratch.fill(file, settings: settings, connection, look: look)
            guard try scratch.isFaithful(connection) else {
                throw BackupDamaged("the restored rows are not those of the snapshot")
            }
        }
        let state: RestoreStore.State = if case .success = result { .done } else { .failed }
        do {
            try RestoreStore(connection: WorkerDatabase(settings).connection()).settle(id, otherwise: state)
        } catch {
            agent.unsettled.keep(id, state)
        }
        try result.get()
    }
}
