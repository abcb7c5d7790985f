internal import FoundationEssentials

/// What a handler answers.
enum Answer {
    case whole(status: Int, headers: [(String, String)], body: [UInt8])
    /// A whole answer, and what remains to be done when the client has it.
    indirect case followed(Answer, by: () -> Void)
    /// Written piece by piece by the closure; a failure half-way cuts the connection, so that no client takes the
    /// part for the whole.
    case streamed(headers: [(String, String)], write: (_ put: ([UInt8]) throws -> Void) throws -> Void)

    /// - Parameter headers: where `Cache-Control` is not among them, the answer is not to be stored.
    static func json(
        _ value: some Encodable, status: Int = 200, type: String = "application/json", headers: [(String, String)] = []
    ) throws -> Answer {
        let caching = headers.contains { $0.0 == "Cache-Control" } ? [] : [("Cache-Control", "no-store")]
        return .whole(
            status: status, headers: [("Content-Type", type)] + caching + headers,
            body: try encoded(value) + [UInt8(ascii: "\n")])
    }

    /// A value as JSON, the same for the same value.
    static func encoded(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    static func text(_ text: String, type: String) -> Answer {
        .whole(status: 200, headers: [("Content-Type", type), ("Cache-Control", "no-store")], body: Array(text.utf8))
    }
}

/// RFC 9457.
struct ProblemDocument: Encodable {
    let type: String
    let title: String
    let status: Int
    let detail: String
    let requestID: String
    let errors: [RejectError]?
    let loads: [Receipt]?
    let foreignKeys: [ForeignKeyProof.Broken]?

    private enum CodingKeys: String, CodingKey {
        case type, title, status, detail, errors, loads
        case requestID = "request_id"
        case foreignKeys = "foreign_keys"
    }

    init(_ problem: Problem, requestID: String) {
        type = problem.type.uri
        title = problem.type.title
        status = problem.type.status
        detail = problem.detail
        self.requestID = requestID
        errors = problem.errors.isEmpty ? nil : problem.errors
        loads = problem.loads.isEmpty ? nil : problem.loads
        foreignKeys = problem.foreignKeys.isEmpty ? nil : problem.foreignKeys
    }

    static func answer(_ problem: Problem, requestID: String) throws -> Answer {
        let document = ProblemDocument(problem, requestID: requestID)
        guard
            case .whole(let status, let headers, let body) = try Answer.json(
                document, status: document.status, type: "application/problem+json")
        else { preconditionFailure("a JSON answer is whole") }
        let retry = problem.type.retryAfterSeconds.map { [("Retry-After", String($0))] } ?? []
        return .whole(status: status, headers: headers + problem.headers + retry, body: body)
    }
}

extension ProblemDocument: Described {
    static let schemaName = "Problem"
    static var schema: JSONSchema {
        .object(
            [
                "type": .string.described(
                    "`/problems/…`, the address of its description; the proxy's have about:blank."
                )
                .with("format", "uri-reference"), "title": .string,
                "status": .integer(400...599), "detail": .string.described("For people."), "request_id": .string,
            ],
            optional: [
                "errors": .list(of: .of(RejectError.self)), "loads": .list(of: .of(Receipt.self)),
                "foreign_keys": .list(of: ForeignKeyProof.Broken.schema).described("Those that would break."),
            ])
    }
}
