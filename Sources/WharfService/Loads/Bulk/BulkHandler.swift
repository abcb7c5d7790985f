import FastCGI

/// `POST /bulk`: 1 to 1000 rows for one table, in one JSON document.
///
/// Takes no place among the long requests: a document is bounded, and nginx holds it until it is whole.
struct BulkHandler {
    struct BulkAnswer: Encodable {
        let status = "SUCCESS"
        let load: Receipt
        let errors: [RejectError]?
    }

    func handle(_ exchange: Exchange) throws -> Answer {
        guard exchange.mediaType == "application/json" else {
            var problem = Problem(
                .unsupportedMediaType,
                "Send one JSON document: curl -H 'Content-Type: application/json' -d '{\"table\": …, \"data\": [ … ]}'")
            problem.headers = [("Accept-Post", "application/json")]
            throw problem
        }
        try exchange.query.allow(LoadOptions.writingNames)
        let document = try read(exchange)
        let load = try Self.makeLoad(document, LoadContext(exchange))
        do {
            try Self.fill(load, from: document)
            let errors = try LoadRequest(loads: [load]).run()
            return try .json(BulkAnswer(load: load.receipt, errors: errors.isEmpty ? nil : errors))
        } catch {
            throw LoadRequest.close([load], error)
        }
    }

    private func read(_ exchange: Exchange) throws -> BulkDocument {
        let reader = try BulkDocumentReader(query: exchange.query.parameters)
        let body = try UploadBody(exchange, limit: .bulk(exchange.worker.shared.settings.bulkLimitBytes))
        try body.forEachPiece { try reader.feed($0) }
        return try reader.finish()
    }

    /// Begins the load of a document.
    static func makeLoad(_ document: BulkDocument, _ context: LoadContext) throws -> Load {
        let tables = try LoadableTables(connection: context.database.connection())
        let load = try Load(
            table: try tables.table(document.table), fileName: nil, format: .document(document),
            options: document.options, context: context)
        try load.begin()
        return load
    }

    /// Gives the load its rows.
    static func fill(_ load: Load, from document: BulkDocument) throws {
        try document.bytes.withUnsafeBytes { try load.receive($0) }
        try load.endReceiving()
    }
}
