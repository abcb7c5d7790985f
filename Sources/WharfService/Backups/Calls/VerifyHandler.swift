import Bucket
import FastCGI

/// `POST /backups/{id}/verify`: reads a backup back and keeps what came of it.
struct VerifyHandler {
    static let parameters = [BackupDetailHandler.id] + BackupHandler.parameters

    @Sendable static func document(_ tables: [Table]) -> JSONSchema {
        JSONSchema.object(
            [:],
            optional: [
                "level": .choice(BackupProof.Level.allCases.map(\.rawValue)).with("default", "records")
                    .described(
                        "`file`: size and digest. `records`: also every row decoded. `drill`: also restored into a table of "
                            + "its own, read back and compared.")
            ]
        ).with("additionalProperties", false)
    }

    static let problems: [ProblemType] =
        [.badDocument, .incompleteBody, .unknownBackup, .tooLarge, .backupDamaged] + BucketGate.problems

    func handle(_ exchange: Exchange) throws -> Answer {
        let order = try OrderDocument(exchange, names: ["level"])
        let level = try order.choice("level", of: BackupProof.Level.self) ?? .records
        let shared = exchange.worker.shared
        let request = exchange.request
        return try shared.bucketGate.enter(.transfer) { bucket in
            let catalogue = BackupCatalogue(bucket: bucket)
            let manifest = try BackupDetailHandler.find(exchange.captures[0], catalogue).manifest
            let proof = try ProofRun(
                bucket: bucket, settings: shared.settings.database, agent: RestoreAgent(exchange),
                look: { _ in if request.isClientGone { throw ClientGone() } }
            ).run(manifest, level)
            shared.bucketState.noteChange()
            guard proof.passed else { throw BackupDamaged(proof.detail) }
            return try .json(VerifyAnswer(backup: BackupEntry(manifest, proof: proof)))
        }
    }
}

/// What `POST /backups/{id}/verify` answers where the backup has passed.
struct VerifyAnswer: Encodable {
    let status = "SUCCESS"
    let backup: BackupEntry
}

extension VerifyAnswer: Described {
    static let schemaName = "VerifyAnswer"
    static var schema: JSONSchema {
        .object(["status": .constant("SUCCESS"), "backup": .of(BackupEntry.self)])
    }
}
