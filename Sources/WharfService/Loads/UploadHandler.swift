import FastCGI
import MariaDB
import Multipart

/// `POST /upload`: CSV files as multipart/form-data, or one as text/csv.
struct UploadHandler {
    struct UploadAnswer: Encodable {
        let status = "SUCCESS"
        let loads: [Receipt]
        let errors: [RejectError]?
    }

    func handle(_ exchange: Exchange) throws -> Answer {
        var options = LoadOptions()
        for (name, value) in exchange.query.parameters where name != "table" { try options.set(name, to: value) }
        let registry = exchange.worker.shared.registry
        guard registry.enter() else {
            throw Problem(.busy, "\(registry.requestLimit) uploads are running, as many as may. Try again soon.")
        }
        defer { registry.leave() }
        return try load(exchange, options)
    }

    private func load(_ exchange: Exchange, _ options: LoadOptions) throws -> Answer {
        let request = exchange.request
        let context = LoadContext(
            database: exchange.worker.database, spool: exchange.worker.shared.spool,
            registry: exchange.worker.shared.registry, dictionary: exchange.worker.shared.dictionary,
            requestID: String(exchange.requestID.prefix(128)), requestedBy: exchange.caller.name,
            bodyBytes: try request.contentLength, isClientGone: { request.isClientGone })
        let receiver = try UploadReceiver(context: context, options: options)
        defer {
            context.registry.leave(tables: receiver.entered)
            Self.audit(receiver.loads, exchange)
        }
        do {
            try receive(exchange, receiver)
            return try LoadRequest(loads: receiver.loads).run()
        } catch {
            throw Self.close(receiver.loads, error)
        }
    }

    private func receive(_ exchange: Exchange, _ receiver: UploadReceiver) throws {
        let body = try UploadBody(exchange)
        if exchange.mediaType == "multipart/form-data" {
            do {
                let boundary = try MultipartParser.boundary(
                    fromContentType: exchange.request.parameter("CONTENT_TYPE") ?? "")
                let parser = try MultipartParser(boundary: boundary)
                try body.forEachPiece { try parser.feed($0) { try receiver.take($0) } }
                try parser.finish()
            } catch let error as MultipartError {
                throw Problem(error)
            }
        } else {
            try receiveFile(exchange, receiver, body)
        }
        guard !receiver.loads.isEmpty else {
            throw Problem(
                .emptyFile,
                "The request has no file. Name each file's part after its table: -F departments=@departments.csv")
        }
    }

    private func receiveFile(_ exchange: Exchange, _ receiver: UploadReceiver, _ body: UploadBody) throws {
        guard let table = exchange.query["table"] else {
            throw Problem(.badOption, "A bare CSV body needs the table's name: /upload?table=departments")
        }
        try receiver.begin(table: table, fileName: nil)
        try body.forEachPiece { try receiver.receive($0) }
        try receiver.end()
    }

    /// Ends what the request has begun, and says why in the way in which the caller will see it.
    static func close(_ loads: [Load], _ error: any Error) -> any Error {
        let isInterrupted = isCut(error)
        var problem: Problem
        switch error {
        case is ClientGone: problem = Problem(.incompleteBody, "The client went away; nothing of the load was kept.")
        case is LoadTakenAway: problem = Problem(.busy, "Another instance took this one for dead; nothing was kept.")
        case let error as RejectBudgetExceeded:
            problem = Problem(
                .tooManyRejects,
                "The load of \(error.table) has \(error.rejected) rejects, more than its options allow; nothing of it was "
                    + "written.")
        default: problem = Problem.describing(error)
        }
        do {
            problem.errors = try LoadRequest(loads: loads).firstRejects()
        } catch {
            // The answer can do without; why the spool cannot be read goes into the log.
            problem.cause = problem.cause ?? error
        }
        for load in loads {
            load.close(isInterrupted ? .interrupted : .failed, problem)
        }
        problem.loads = loads.map(\.receipt)
        return problem
    }

    /// Rows that took other values are gone as they were.
    private static func audit(_ loads: [Load], _ exchange: Exchange) {
        for load in loads where load.options.onDuplicate == .update && !load.options.isDryRun {
            let receipt = load.receipt
            guard receipt.state == .done else { continue }
            exchange.audit(
                "update rows", of: receipt.table, "load \(receipt.id): \(receipt.updated) updated of \(receipt.read)")
        }
    }

    /// Whether the other side ended the request, rather than something in it.
    private static func isCut(_ error: any Error) -> Bool {
        switch error {
        case is ClientGone, is LoadTakenAway: true
        case let error as FastCGIError: error.code == .truncatedBody || error.code == .timeout || error.isPeerGone
        case let problem as Problem: problem.type == .incompleteBody
        default: false
        }
    }
}

extension Problem {
    init(_ error: MultipartError) {
        let isCut = error.code == .truncated
        self.init(isCut ? .incompleteBody : .malformedRequest, error.message, cause: isCut ? error : nil)
    }
}
