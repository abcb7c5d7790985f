import Bucket
import MariaDB

/// Proves a backup, or shows that it is none any more, and keeps the outcome beside it in the bucket.
struct ProofRun {
    let bucket: Bucket
    let settings: ConnectionSettings
    /// For whom a drill is made.
    let agent: RestoreAgent
    /// Takes rows or bytes done so far; throws where the run is not to go on.
    let look: (Int) throws -> Void

    /// - Throws: what keeps the proof from being made, which says nothing of the backup: `BucketError`, `MariaDBError`.
    func run(_ manifest: BackupManifest, _ level: BackupProof.Level) throws -> BackupProof {
        let stopwatch = Stopwatch()
        var damage: String?
        do {
            try prove(manifest, level)
        } catch let error as BackupDamaged {
            damage = "\(error)"
        } catch let error as BucketError where error.kind == .missing {
            damage = "its file is not there"
        }
        let proof = BackupProof(
            backup: manifest.id, level: level, passed: damage == nil, detail: damage ?? Self.finding(level),
            rows: level == .file ? nil : manifest.rows, seconds: stopwatch.seconds)
        try BackupCatalogue(bucket: bucket).add(proof, to: manifest.name)
        return proof
    }

    private static func finding(_ level: BackupProof.Level) -> String {
        switch level {
        case .file: "size and digest of the file are the manifest's"
        case .records: "every row was read, and their digest is the manifest's"
        case .drill: "restored into a table of its own, whose rows are those of the snapshot"
        }
    }

    private func prove(_ manifest: BackupManifest, _ level: BackupProof.Level) throws {
        let file = BackupFile(manifest: manifest, bucket: bucket)
        switch level {
        case .file: try file.readBytes(look: look)
        case .records: try file.forEachRecord(look: look) { _ in }
        case .drill: try Drill(file: file, settings: settings, agent: agent, look: look).run()
        }
    }
}
