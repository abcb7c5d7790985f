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
        let connection = try exchange.worker.database.connection()
        let names = TableNames(names: try DictionaryReader(connection: connection).tableNames())
        // A table that has gone may still have loads.
        let table = query["table"].map { names.resolve($0) ?? $0 }
        let loads = try LoadStore(connection: connection).page(limit: limit, before: before, table: table, state: state)
        let filters = ["table", "state"].compactMap { name in query[name].map { "&\(name)=\(Query.encode($0))" } }
            .joined()
        let next = loads.count == limit ? loads.last.map { "/loads?limit=\(limit)&before=\($0.id)\(filters)" } : nil
        return try .json(Page(loads: loads, next: next))
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
        guard let id = LoadIdentifier(exchange.captures[0]), var receipt = try store.find(id) else {
            throw Problem(.unknownLoad, "There is no load '\(exchange.captures[0].forMessage)'.")
        }
        if let progress = exchange.worker.shared.registry.running[id], !receipt.state.isFinal {
            receipt.progress = progress
        }
        return receipt
    }
}

/// `GET /loads/{id}/rejects`: pages of JSON, or all of them as CSV that can be corrected and sent again.
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
        if exchange.answerType == "text/csv" { return csv(receipt, store) }
        let limit = try exchange.query.number(Self.limit)
        let after = try exchange.query.number(Self.after)
        let rejects = try store.page(receipt.id, after: after, limit: limit)
        let next =
            rejects.count == limit
            ? rejects.last.map { "/loads/\(receipt.id)/rejects?limit=\(limit)&after=\($0.record)" } : nil
        return try .json(Page(load: receipt.id, rejects: rejects, next: next))
    }

    private func csv(_ receipt: Receipt, _ store: RejectStore) -> Answer {
        let headers = [
            ("Content-Type", "text/csv; charset=utf-8"), ("Cache-Control", "no-store"),
            ("Content-Disposition", "attachment; filename=\"\(receipt.table)-rejects-\(receipt.id).csv\""),
        ]
        return .streamed(headers: headers) { put in
            let file = RejectFile(dialect: receipt.dialect)
            try put(file.header)
            var after = -1
            while true {
                let rejects = try store.page(receipt.id, after: after, limit: 500)
                guard let last = rejects.last else { return }
                try put(rejects.flatMap { file.record($0) })
                after = last.record
            }
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
