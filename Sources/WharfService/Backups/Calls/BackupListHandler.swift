/// `GET /backups`: backups, newest first, in pages.
struct BackupListHandler {
    static let limit = NumberParameter(name: "limit", meaning: "Backups in one page.", range: 1...200, fallback: 50)
    static let parameters: [Parameter] = [
        limit.declaration, .query("before", "The last backup of the page before.", LoadIdentifier.given),
        .query("table", "Only backups of this table."),
    ]

    struct Page: Encodable {
        let backups: [BackupEntry]
        /// Files that should be manifests and are not.
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
                    backups: page.backups.map { BackupEntry($0.manifest, proof: $0.lastProof) },
                    damaged: page.damaged, next: next))
        }
    }
}

extension BackupListHandler.Page: Described {
    static let schemaName = "BackupPage"
    static var schema: JSONSchema {
        .object(
            [
                "backups": .list(of: .of(BackupEntry.self)),
                "damaged": .list(of: .string).described("Manifests that cannot be trusted; never restored or counted."),
            ], optional: ["next": .string.described("The next page.")])
    }
}

/// `GET /backups/{id}`: one backup with its manifest and all its proofs.
struct BackupDetailHandler {
    static let id = Parameter.path("id", "The backup.", LoadIdentifier.given)

    struct Detail: Encodable {
        let backup: BackupEntry
        let manifest: BackupManifest
        let proofs: [BackupProof]
    }

    func handle(_ exchange: Exchange) throws -> Answer {
        try exchange.worker.shared.bucketGate.enter(.look) { bucket in
            let catalogue = BackupCatalogue(bucket: bucket)
            let manifest = try Self.find(exchange.captures[0], catalogue)
            let proofs = try catalogue.proofs(of: manifest.id)
            return try .json(
                Detail(
                    backup: BackupEntry(manifest, proof: proofs.last), manifest: manifest, proofs: proofs))
        }
    }

    /// - Throws: `Problem` where there is no such backup.
    static func find(_ text: String, _ catalogue: BackupCatalogue) throws -> BackupManifest {
        guard let id = LoadIdentifier(text), let manifest = try catalogue.find(id) else {
            throw Problem(.unknownBackup, "There is no backup '\(text.forMessage)'.")
        }
        return manifest
    }
}
