internal import FoundationEssentials
import MariaDB

/// `GET /loads`: receipts, newest first, in pages.
struct LoadListHandler {
    static let limit = NumberParameter(name: "limit", meaning: "Receipts in one page.", range: 1...1000, fallback: 50)
    static let state = ChoiceParameter<LoadState>(name: "state", meaning: "Only loads in this state.")
    static let parameters: [Parameter] = [
        limit.declaration, .query("before", "The last load of the page before.", LoadIdentifier.given),
        .query("table", "Only loads into this table."), state.declaration,
    ]

    struct Page: Encodable {
        let loads: [Receipt]
        let next: String?
    }

    func handle(_ exchange: Exchange) throws -> Answer {
        let query = exchange.query
        let limit = try query.number(Self.limit)
        let before = try query["before"].map { text in
            guard let id = LoadIdentifier(text) else {
                throw Problem(.badOption, "Parameter 'before' takes a load's id.")
            }
            return id
        }
        let state = try query.choice(Self.state)
        let loads = try Self.receipts(
            exchange.worker.database.connection(), limit: limit, before: before, table: query["table"], state: state)
        let filters = ["table", "state"].compactMap { name in query[name].map { "&\(name)=\(Query.encode($0))" } }
            .joined()
        let next = loads.count == limit ? loads.last.map { "/loads?limit=\(limit)&before=\($0.id)\(filters)" } : nil
        return try .json(Page(loads: loads, next: next))
    }

    /// - Parameter table: as a caller spells it.
    static func receipts(
        _ connection: Connection, limit: Int, before: LoadIdentifier?, table: String?, state: LoadState?
    ) throws -> [Receipt] {
        let dictionary = DictionaryReader(connection: connection)
        // A table that has gone may still have loads.
        return try LoadStore(connection: connection).page(
            limit: limit, before: before, table: table.map { try dictionary.name(meantBy: $0) ?? $0 }, state: state)
    }
}

/// `GET /loads/{id}`: one receipt, with its progress while the load runs.
struct LoadHandler {
    static let id = Parameter.path("id", "The load.", LoadIdentifier.given)

    func handle(_ exchange: Exchange) throws -> Answer {
        return try .json(Self.find(exchange))
    }

    static func find(_ exchange: Exchange) throws -> Receipt {
        let store = LoadStore(connection: try exchange.worker.database.connection())
        var receipt = try store.receipt(exchange.captures[0])
        if let progress = exchange.worker.shared.registry.running[receipt.id], !receipt.state.isFinal {
            receipt.progress = progress
        }
        return receipt
    }
}

/// `DELETE /loads/{id}`: ends a load that runs; nothing of it is kept.
struct CancelHandler {
    func handle(_ exchange: Exchange) throws -> Answer {
        let receipt = try LoadHandler.find(exchange)
        let store = LoadStore(connection: try exchange.worker.database.connection())
        guard try store.cancel(receipt, by: exchange.caller.name) else {
            throw Problem(.loadEnded, "The load has ended, or its rows are just being published.")
        }
        exchange.worker.shared.registry.cancel(receipt.id)
        exchange.audit("cancel load", of: receipt.table, "load \(receipt.id)")
        return try .json(LoadHandler.find(exchange))
    }
}

/// `GET /loads/{id}/rejects`: pages of JSON, or all of them as CSV or NDJSON that can be corrected and sent again.
struct RejectHandler {
    static let limit = NumberParameter(name: "limit", meaning: "Rejects in one page.", range: 1...1000, fallback: 100)
    /// A record's number has a successor, which the next page begins with.
    static let after = NumberParameter(
        name: "after", meaning: "The last record of the page before.", range: -1...(1 << 53), fallback: -1)
    static let parameters = [LoadHandler.id, limit.declaration, after.declaration]

    struct Page: Encodable {
        let load: LoadIdentifier
        let rejects: [StoredReject]
        let next: String?
    }

    func handle(_ exchange: Exchange) throws -> Answer {
        let receipt = try LoadHandler.find(exchange)
        let store = RejectStore(connection: try exchange.worker.database.connection())
        if let listing = try Self.listing(exchange.answerType, receipt) { return answer(listing, receipt, store) }
        let limit = try exchange.query.number(Self.limit)
        let after = try exchange.query.number(Self.after)
        var rejects = try store.page(receipt.id, after: after, limit: limit)
        for index in rejects.indices { rejects[index].isOfDocument = receipt.isOfDocument }
        let next =
            rejects.count == limit
            ? rejects.last.map { "/loads/\(receipt.id)/rejects?limit=\(limit)&after=\($0.record)" } : nil
        return try .json(Page(load: receipt.id, rejects: rejects, next: next))
    }

    /// How all rejects are listed in this type; nil for pages of JSON.
    static func listing(_ type: String, _ receipt: Receipt) throws -> (any RejectListing)? {
        switch type {
        case "text/csv":
            guard let json = receipt.json else { return RejectFile(dialect: receipt.dialect) }
            return JSONRejectFile(json: json, isOfDocument: receipt.isOfDocument)
        case "application/x-ndjson":
            guard receipt.json != nil else {
                throw Problem(.notAcceptable, "The records of a CSV file are no JSON; ask for text/csv.")
            }
            return JSONRejectLines(isOfDocument: receipt.isOfDocument)
        default: return nil
        }
    }

    private func answer(_ listing: any RejectListing, _ receipt: Receipt, _ store: RejectStore) -> Answer {
        let name = "\(receipt.table)-rejects-\(receipt.id).\(listing.fileExtension)"
        let headers = [
            ("Content-Type", listing.contentType), ("Cache-Control", "no-store"),
            ("Content-Disposition", "attachment; filename=\"\(name)\""),
        ]
        return .streamed(headers: headers) { put in
            try put(listing.header)
            try store.forEachPage(of: receipt) { page in try put(page.flatMap { listing.record($0) }) }
        }
    }
}

extension LoadListHandler.Page: Described {
    static let schemaName = "LoadPage"
    static var schema: JSONSchema {
        .object(["loads": .list(of: .of(Receipt.self))], optional: ["next": .string.described("The next page.")])
    }
}

extension RejectHandler.Page: Described {
    static let schemaName = "RejectPage"
    static var schema: JSONSchema {
        .object(
            ["load": LoadIdentifier.schema, "rejects": .list(of: .of(StoredReject.self))],
            optional: ["next": .string.described("The next page.")])
    }
}
