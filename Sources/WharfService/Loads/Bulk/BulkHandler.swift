import FastCGI

/// `POST /bulk`: 1 to 1000 rows for one table, in one JSON document.
///
/// Takes no place among the long requests: a document is bounded, and nginx holds it until it is whole.
struct BulkHandler {
    func handle(_ exchange: Exchange) throws -> Answer {
        let document = try read(exchange)
        if let call = exchange.call { try call.received(Fingerprint(exchange.head, body: document.bytes).text) }
        let load = try Self.makeLoad(document, LoadContext(exchange, .bulk))
        defer { exchange.note([load]) }
        do {
            try Self.fill(load, from: document)
            let errors = try load.writeAtOnce() ? [] : LoadRequest(loads: [load]).run()
            return try .json(LoadAnswer([load.receipt], isSingle: true, errors: errors))
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

    /// The load of a document. Nobody hears of it before its end, which is soon.
    static func makeLoad(_ document: BulkDocument, _ context: LoadContext) throws -> Load {
        let connection = try context.database.recentConnection()
        let table =
            try context.dictionary.table(named: document.table, connection).flatMap { $0.isLoadable ? $0 : nil }
            ?? LoadableTables(connection: connection).table(document.table)
        return Load(
            table: table, fileName: nil, format: .document(document), options: document.options, context: context)
    }

    /// Gives the load its rows.
    static func fill(_ load: Load, from document: BulkDocument) throws {
        try document.bytes.withUnsafeBytes { try load.receive($0) }
        try load.endReceiving()
    }
}
