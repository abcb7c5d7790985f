import Bucket
import MariaDB

/// Proves a backup, or shows that it is none any more, and keeps the outcome beside it in the bucket.
struct ProofRun {
    let bucket: Bucket
    let settings: ConnectionSettings
    /// Owns the table of a drill.
    let instance: LoadIdentifier
    /// Takes rows or bytes done so far; throws where the run is not to go on.
    let look: (Int) throws -> Void

    private static let rowsPerLook = 4096

    /// - Throws: what keeps the proof from being made, which says nothing of the backup: `BucketError`, `MariaDBError`.
    func run(_ manifest: BackupManifest, _ level: BackupProof.Level) throws -> BackupProof {
        let stopwatch = Stopwatch()
        var detail: String?
        do {
            try prove(manifest, level)
        } catch let error as BackupDamaged {
            detail = "\(error)"
        } catch let error as BucketError where error.isMissing {
            detail = "its file is not there"
        }
        let proof = BackupProof(
            id: LoadIdentifier(), backup: manifest.id, level: level, passed: detail == nil, detail: detail,
            rows: manifest.rows, at: Timestamp.now(), seconds: stopwatch.seconds)
        try BackupCatalogue(bucket: bucket).keep(proof, of: manifest)
        return proof
    }

    private func prove(_ manifest: BackupManifest, _ level: BackupProof.Level) throws {
        let file = BackupFile(manifest: manifest, bucket: bucket)
        switch level {
        case .file: try file.readBytes(look: look)
        case .records:
            var rows = 0
            try file.forEachRecord { _ in
                rows += 1
                if rows % Self.rowsPerLook == 0 { try look(rows) }
            }
        case .drill: try Drill(file: file, settings: settings, instance: instance, look: look).run()
        }
    }
}
