import FastCGI
import MariaDB
import Multipart

/// `POST /upload`: CSV and NDJSON files as multipart/form-data, or one as its media type says.
struct UploadHandler {

    func handle(_ exchange: Exchange) throws -> Answer {
        var options = LoadOptions()
        for (name, value) in exchange.query.parameters where name != "table" { try options.set(name, to: value) }
        return try load(exchange, options, LongRequestPlace(exchange.worker.shared.registry))
    }

    private func load(
        _ exchange: Exchange, _ options: LoadOptions, _ place: LongRequestPlace
    ) throws -> Answer {
        let context = try LoadContext(exchange, .upload)
        let receiver = try UploadReceiver(context: context, options: options)
        defer { exchange.note(receiver.loads) }
        do {
            try receive(exchange, receiver)
            try exchange.call?.received(receiver.fingerprint(exchange.head))
            if let promise = try promise(exchange, receiver.loads, context, place) { return promise }
            let errors = try LoadRequest(loads: receiver.loads).run()
            return try .json(LoadAnswer(receiver.loads.map(\.receipt), errors: errors))
        } catch {
            throw LoadRequest.close(receiver.loads, error)
        }
    }

    /// Promises the loads where the client would rather not wait for them and they can be written.
    private func promise(
        _ exchange: Exchange, _ loads: [Load], _ context: LoadContext, _ place: LongRequestPlace
    ) throws -> Answer? {
        guard exchange.prefersNotToWait, !loads.contains(where: \.options.isDryRun) else { return nil }
        let shared = exchange.worker.shared
        let checked = try LoadRequest(loads: loads).check()
        let promised = try PromisedRequest.make(loads, context, logger: exchange.logger) { shared.mustEnd }
        let id = loads[0].receipt.id
        let answer = try Answer.json(
            LoadAnswer(loads.map(\.receipt), status: "ACCEPTED"), status: 202,
            headers: [("Location", "/loads/\(id)"), ("Preference-Applied", "respond-async")])
        return .followed(answer) {
            withExtendedLifetime(place) {
                promised.fulfil(checked) { shared.isEnding }
                exchange.note(loads)
            }
        }
    }

    private func receive(_ exchange: Exchange, _ receiver: UploadReceiver) throws {
        let limit = exchange.worker.shared.settings.uploadLimitBytes
        let body = try UploadBody(exchange, limit: .upload(limit))
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
        let format = RowFormat(mediaType: exchange.mediaType, fileName: nil)
        guard let table = exchange.query["table"] else {
            throw Problem(.badOption, "A bare file needs the table's name: /upload?table=departments")
        }
        try format.check(exchange.query.parameters.map(\.name))
        try receiver.begin(table: table, fileName: nil, format: format)
        try body.forEachPiece { try receiver.receive($0) }
        try receiver.end()
    }
}

extension Problem {
    init(_ error: MultipartError) {
        let isCut = error.code == .truncated
        self.init(isCut ? .incompleteBody : .malformedRequest, error.message, cause: isCut ? error : nil)
    }
}
