import MariaDB

extension LoadOffice {
    /// How rejects are written down.
    public enum RejectForm: Sendable {
        /// For people.
        case lines
        /// Files that can be corrected and loaded again.
        case csv, ndjson
        /// One document.
        case json
    }

    /// Receipts, newest first.
    ///
    /// - Parameters:
    ///   - table: in any spelling that a load takes; nil for all.
    ///   - state: as receipts say it; nil for all.
    public func loads(into table: String?, state: String?, limit: Int) throws -> CommandReport {
        try reading { connection in
            let state = try state.map { text in
                guard let state = LoadState(rawValue: text.lowercased()) else {
                    let names = LoadState.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Problem(.badOption, "The state is one of \(names).")
                }
                return state
            }
            let receipts = try LoadListHandler.receipts(
                connection, limit: limit, before: nil, table: table, state: state)
            return try CommandReport(LoadListHandler.Page(loads: receipts, next: nil), receipts.map(\.line))
        }
    }

    /// One receipt.
    public func receipt(_ id: String) throws -> CommandReport {
        try reading { connection in
            let receipt = try LoadStore(connection: connection).receipt(id)
            return try CommandReport(receipt, receipt.lines)
        }
    }

    /// All rejects of a load, in pieces.
    ///
    /// - Parameter put: called with each piece; what it throws ends the reading.
    public func rejects(of id: String, as form: RejectForm, _ put: ([UInt8]) throws -> Void) throws {
        try reading { connection in
            let receipt = try LoadStore(connection: connection).receipt(id)
            let store = RejectStore(connection: connection)
            switch form {
            case .lines: try store.forEachPage(of: receipt) { try put($0.flatMap(Self.text)) }
            case .csv: try Self.put(RejectHandler.listing("text/csv", receipt), receipt, store, put)
            case .ndjson: try Self.put(RejectHandler.listing("application/x-ndjson", receipt), receipt, store, put)
            case .json: try Self.putDocument(receipt, store, put)
            }
        }
    }

    private static func put(
        _ listing: (any RejectListing)?, _ receipt: Receipt, _ store: RejectStore, _ put: ([UInt8]) throws -> Void
    ) throws {
        guard let listing else { preconditionFailure("both types have a listing") }
        try put(listing.header)
        try store.forEachPage(of: receipt) { page in try put(page.flatMap { listing.record($0) }) }
    }

    /// The members of a page of `GET /loads/{id}/rejects`, with all rejects in it.
    private static func putDocument(
        _ receipt: Receipt, _ store: RejectStore, _ put: ([UInt8]) throws -> Void
    ) throws {
        try put(Array("{\n  \"load\" : \"\(receipt.id)\",\n  \"rejects\" : [".utf8))
        var separator = "\n"
        try store.forEachPage(of: receipt) { page in
            for reject in page {
                try put(Array(separator.utf8) + Answer.encoded(reject))
                separator = ",\n"
            }
        }
        try put(Array("\n  ]\n}\n".utf8))
    }

    private static func text(_ reject: StoredReject) -> [UInt8] {
        let place = reject.isOfDocument ? "row \(reject.record)" : "line \(reject.line)"
        let lines = reject.text.split(whereSeparator: \.isNewline).map { "    \($0)\n" }.joined()
        return Array("\(place): \(reject.sentences)\n\(lines)".utf8)
    }

    private func reading<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        do {
            let connection = try WorkerDatabase(settings.database).connection()
            try SchemaError.check(connection)
            return try body(connection)
        } catch let error as Problem {
            throw CommandError(error)
        } catch let error as MariaDBError {
            throw CommandError(Problem.describing(error))
        } catch let error as SchemaError {
            throw CommandError(Problem.describing(error))
        }
    }
}
