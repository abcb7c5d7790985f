/// A backup as answers show it.
struct BackupEntry: Encodable {
    /// The last or best proof of a backup.
    struct Proof: Encodable {
        let id: LoadIdentifier
        let level: BackupProof.Level
        let passed: Bool
        let at: String
        let detail: String

        init(_ proof: BackupProof) {
            id = proof.id
            level = proof.level
            passed = proof.passed
            at = proof.at
            detail = proof.detail
        }

        static let schema = JSONSchema.object([
            "id": LoadIdentifier.schema, "level": .choice(BackupProof.Level.allCases.map(\.rawValue)),
            "passed": .boolean, "at": .time, "detail": .string,
        ])
    }

    let id: LoadIdentifier
    let table: String
    let kind: BackupManifest.Kind
    let set: LoadIdentifier?
    let file: String
    let codec: String
    let rows: Int
    let bytes: Int
    let sha256: String
    let snapshotAt: String
    let ageSeconds: Int
    let proof: Proof?

    private enum CodingKeys: String, CodingKey {
        case id, table, kind, set, file, codec, rows, bytes, sha256, proof
        case snapshotAt = "snapshot_at"
        case ageSeconds = "age_seconds"
    }

    init(_ manifest: BackupManifest, proof: BackupProof?) {
        id = manifest.id
        table = manifest.table
        kind = manifest.kind
        set = manifest.set
        file = manifest.file
        codec = manifest.codec
        rows = manifest.rows
        bytes = manifest.bytes
        sha256 = manifest.sha256
        snapshotAt = manifest.snapshotAt
        ageSeconds = manifest.id.ageSeconds
        self.proof = proof.map(Proof.init)
    }
}

extension BackupEntry: Described {
    static let schemaName = "Backup"
    static var schema: JSONSchema {
        .object(
            [
                "id": LoadIdentifier.schema, "table": .string,
                "kind": .choice(["backup", "safety"]).described(
                    "`safety`: what a restore replaced."), "file": .string, "codec": .string, "rows": .count,
                "bytes": .count.described("Of the file."), "sha256": .string.described("Of the file."),
                "snapshot_at": .time.described("When the rows were the table's."), "age_seconds": .count,
            ],
            optional: [
                "set": LoadIdentifier.schema.described("Shared by all tables that were backed up at one snapshot."),
                "proof": Proof.schema.described("The last proof."),
            ])
    }
}
