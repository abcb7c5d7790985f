/// `GET /backups`: backups, newest first, in pages.
struct BackupListHandler {
    static let limit = NumberParameter(name: "limit", meaning: "Backups in one page.", range: 1...200, fallback: 50)
    static let parameters: [Parameter] = [
        limit.declaration, .query("before", "The last backup of the page before.", LoadIdentifier.given),
        .query("table", "Only backups of this table."),
    ]

    struct Page: Encodable {
        let backups: [BackupEntry]
        /// Backups that are not to be trusted, and why.
        let damaged: [String]
        let next: String?
    }

    func handle(_ exchange: Exchange) throws -> Answer {
        let limit = try exchange.query.number(Self.limit)
        let before = try exchange.query["before"].map { text in
            guard let id = LoadIdentifier(text) else {
                throw Problem(.badOption, "Parameter 'before' takes a backup's id.")
            }
            return id
        }
        let table = exchange.query["table"]
        return try exchange.worker.shared.bucketGate.enter(.look) { bucket in
            let page = try BackupCatalogue(bucket: bucket).page(table: table, before: before, limit: limit)
            let filter = table.map { "&table=\(Query.encode($0))" } ?? ""
            let next = page.next.map { "/backups?limit=\(limit)&before=\($0)\(filter)" }
            return try .json(
                Page(
                    backups: page.backups.map { BackupEntry($0.manifest, proof: $0.proofs.last) },
                    damaged: page.damaged.map { "\($0)" }, next: next))
        }
    }
}

extension BackupListHandler.Page: Described {
    static let schemaName = "BackupPage"
    static var schema: JSONSchema {
        .object(
            [
                "backups": .list(of: .of(BackupEntry.self)),
                "damaged": .list(of: .string).described(
                    "Backups that are not to be trusted, and why; never restored or counted."),
            ], optional: ["next": .string.described("The next page.")])
    }
}

/// `GET /backups/{id}`: one backup with its manifest and all its proofs.
struct BackupDetailHandler {
    static let id = Parameter.path("id", "The backup.", LoadIdentifier.given)

    struct Detail: Encodable {
        let backup: BackupEntry
        let manifest: BackupManifest
        /// The best proof.
        let best: BackupEntry.Proof?
    }

    func handle(_ exchange: Exchange) throws -> Answer {
        try exchange.worker.shared.bucketGate.enter(.look) { bucket in
            let backup = try Self.find(exchange.captures[0], BackupCatalogue(bucket: bucket))
            return try .json(
                Detail(
                    backup: BackupEntry(backup.manifest, proof: backup.proofs.last), manifest: backup.manifest,
                    best: backup.proofs.best.map(BackupEntry.Proof.init)))
        }
    }

    /// - Throws: `Problem` where there is no such backup; `BackupDamage` where it is not to be trusted.
    static func find(_ text: String, _ catalogue: BackupCatalogue) throws -> CataloguedBackup {
        guard let id = LoadIdentifier(text), let backup = try catalogue.find(id) else {
            throw Problem(.unknownBackup, "There is no backup '\(text.forMessage)'.")
        }
        return backup
    }
}

extension BackupDetailHandler.Detail: Described {
    static let schemaName = "BackupDetail"
    static var schema: JSONSchema {
        .object(
            ["backup": .of(BackupEntry.self), "manifest": .map(of: JSONSchema(members: [:]))],
            optional: ["best": BackupEntry.Proof.schema.described("The best proof.")])
    }
}
