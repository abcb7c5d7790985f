import Avro
import FastCGI

/// `POST /backup`: writes a table, or all of them at one snapshot, into the bucket.
struct BackupHandler {
    static let parameters = [UploadHandler.packing, IdempotencyKey.parameter]

    @Sendable static func document(_ tables: [Table]) -> JSONSchema {
        JSONSchema.object(
            ["table": .name.described("A table's name, or `*` for all tables at one snapshot.")],
            optional: [
                "codec": .choice(AvroCodec.allCases.map(\.rawValue)).with("default", .string(AvroCodec.usual.rawValue))
            ]
        ).with("additionalProperties", false)
    }

    static let problems: [ProblemType] =
        [.badDocument, .incompleteBody, .unknownTable, .tableChanged, .tooLarge, .tableNotLoadable, .valueNotKept]
        + BucketGate.problems

    func handle(_ exchange: Exchange) throws -> Answer {
        let stopwatch = Stopwatch()
        let order = try OrderDocument(exchange, names: ["table", "codec"])
        guard let spoken = try order.text("table") else {
            throw Problem(.badDocument, "Member 'table' names the table to back up, or is \"*\" for all of them.")
        }
        let codec = try order.choice("codec", of: AvroCodec.self) ?? .usual
        let shared = exchange.worker.shared
        let request = exchange.request
        let outcome = try shared.bucketGate.enter(.transfer) { bucket in
            try BackupRun(
                bucket: bucket, settings: shared.settings.database, instance: shared.spool.instance, codec: codec,
                look: { _, _, _ in if request.isClientGone { throw ClientGone() } }
            ).run(spoken == "*" ? nil : spoken)
        }
        shared.bucketState.noteChange()
        return try .json(BackupAnswer(outcome, seconds: stopwatch.seconds))
    }
}

/// What `POST /backup` answers.
struct BackupAnswer: Encodable {
    let status = "SUCCESS"
    /// Of a backup of all tables.
    let set: LoadIdentifier?
    let backups: [BackupEntry]
    /// Tables that cannot be backed up, and why.
    let leftOut: [Snapshot.LeftOut]
    let seconds: Double

    init(_ outcome: BackupRun.Outcome, seconds: Double) {
        set = outcome.set
        backups = outcome.manifests.map { BackupEntry($0, proof: nil) }
        leftOut = outcome.leftOut
        self.seconds = seconds
    }

    private enum CodingKeys: String, CodingKey {
        case status, set, backups, seconds
        case leftOut = "left_out"
    }
}

extension BackupAnswer: Described {
    static let schemaName = "BackupAnswer"
    static var schema: JSONSchema {
        .object(
            [
                "status": .constant("SUCCESS"), "backups": .list(of: .of(BackupEntry.self)), "seconds": .number,
                "left_out": .list(of: .object(["table": .string, "why": .string]))
                    .described("Tables that cannot be backed up, and why."),
            ], optional: ["set": LoadIdentifier.schema.described("Of a backup of all tables.")])
    }
}
