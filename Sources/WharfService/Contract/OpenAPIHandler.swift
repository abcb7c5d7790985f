import MariaDB

/// `GET /openapi.json`: open to all. The forms of the tables' rows are in it for who may read, as in `GET /tables`.
struct OpenAPIHandler {
    /// Of the document itself, as far as that is of use.
    static let schema = JSONSchema(members: ["type": "object", "required": ["openapi", "info", "paths", "components"]])

    func handle(_ exchange: Exchange) throws -> Answer {
        let tables =
            try mayRead(exchange) ? DictionaryReader(connection: exchange.worker.database.connection()).tables() : []
        let document = OpenAPIDocument(
            routes: Route.all, tables: tables, anonymousScopes: exchange.worker.shared.settings.anonymousScopes)
        return try .json(document.json)
    }

    private func mayRead(_ exchange: Exchange) throws -> Bool {
        let gatekeeper = Gatekeeper(anonymousScopes: exchange.worker.shared.settings.anonymousScopes)
        let admission = try gatekeeper.judge(exchange.head.credentials, for: .read) {
            TokenStore(connection: try exchange.worker.database.connection())
        }
        if case .success = admission.verdict { return true }
        return false
    }
}
