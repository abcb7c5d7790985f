import Bucket
import FastCGI

/// `POST /restore`: makes a table, or all of a set, exactly what a backup holds; or loads a foreign Avro file.
struct RestoreHandler {
    private static let names = ["table", "backup", "as", "dry_run", "safety", "file"]

    static let problems: [ProblemType] =
        BulkHandler.problems
        + [
            .unknownBackup, .restoreRunning, .tableExists, .tableDiffers, .parentsMissing, .notAvro, .backupDamaged,
            .valueNotKept,
        ] + BucketGate.problems

    @Sendable static func document(_ tables: [Table]) -> JSONSchema {
        let options = Dictionary(LoadOptions.writingParameters.map { ($0.name, $0.schema) }) { first, _ in first }
        return JSONSchema.object(
            ["table": .name.described("A table's name, or `*` for all tables of a set.")],
            optional: options.merging([
                "backup": LoadIdentifier.given.described("The backup, or of `*` the set; else the newest good one."),
                "as": .name.described("The name of a table that is made instead."),
                "dry_run": .boolean.described("Whether to say only what would be done."),
                "safety": .boolean.with("default", true).described("Whether to back up what is replaced before."),
                "file": .name.described("A file in `incoming/`, which is loaded with the options of a load."),
            ]) { $1 }
        ).with("additionalProperties", false)
    }

    func handle(_ exchange: Exchange) throws -> Answer {
        let document = try OrderDocument(exchange, names: Self.names + LoadOptions.writingParameters.map(\.name))
        guard let table = try document.text("table") else {
            throw Problem(.badDocument, "Member 'table' names the table to restore, or is \"*\" for all of a set.")
        }
        if let file = try document.text("file") { return try load(file, table, document, exchange) }
        let order = try order(table, document)
        let shared = exchange.worker.shared
        let request = exchange.request
        let answer = try shared.bucketGate.enter(.transfer) { bucket in
            try RestoreRun(
                bucket: bucket, settings: shared.settings.database,
                agent: RestoreAgent(exchange),
                look: { _, _, _ in if request.isClientGone { throw ClientGone() } }
            ).run(order)
        }
        for restored in answer.restores where !order.isDry {
            shared.dictionary.forget(restored.table)
            exchange.audit("restore", of: restored.table, "backup \(restored.backup), \(restored.rows) rows")
        }
        return try .json(answer)
    }

    private func order(_ table: String, _ document: OrderDocument) throws -> RestoreOrder {
        if let (name, _) = document.texts(except: Self.names).first {
            throw Problem(.badDocument, "Member '\(name)' goes with 'file' only.")
        }
        var order = RestoreOrder(table: table == "*" ? nil : table)
        order.backup = try document.text("backup").map { text in
            guard let id = LoadIdentifier(text) else {
                throw Problem(.badDocument, "Member 'backup' takes the identifier of a backup or a set.")
            }
            return id
        }
        order.other = try document.text("as")
        if order.other != nil, order.table == nil {
            throw Problem(.badDocument, "Member 'as' goes with one table.")
        }
        order.isDry = try document.flag("dry_run") ?? false
        order.takesSafety = try document.flag("safety") ?? true
        return order
    }

    private func load(
        _ file: String, _ table: String, _ document: OrderDocument, _ exchange: Exchange
    ) throws -> Answer {
        var options = LoadOptions()
        for (name, value) in document.texts(except: ["table", "file"]) { try options.set(name, to: value) }
        return try exchange.worker.shared.bucketGate.enter(.transfer) { bucket in
            try IncomingFile(file, bucket: bucket).load(table, options, exchange)
        }
    }
}

extension RestoreAgent {
    init(_ exchange: Exchange) {
        self.init(
            instance: exchange.worker.shared.spool.instance, name: exchange.caller.name,
            requestID: String(exchange.requestID.prefix(128)),
            unsettled: exchange.worker.shared.unsettledRestores)
    }
}
