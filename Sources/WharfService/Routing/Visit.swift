import Logging

/// What becomes known of a request on its way through the router, for log and audit.
struct Visit {
    let head: RequestHead
    let outcome = LoadOutcomes()
    /// Whom to name; nil where nobody was asked for a token.
    var by: String?
    /// `GET /loads/{id}`; nil where there is no such call.
    var act: String?
    /// `/loads/{id}`; nil where there is nothing at the address.
    var pattern: String?

    init(_ head: RequestHead) { self.head = head }

    /// The audit's row of this request where it was refused for who asked, or for asking too often.
    func refusal(_ problem: Problem) -> AuditEntry? {
        guard [401, 403, 429].contains(problem.type.status), let act else { return nil }
        return AuditEntry(
            requestID: head.requestID, who: by ?? Caller.anonymousName, address: head.address, act: act,
            target: head.path, refusal: problem.type, detail: problem.detail)
    }

    /// The facts of the log's line about the request.
    func metadata(status: Int, seconds: Double) -> Logger.Metadata {
        var facts: Logger.Metadata = [
            "request_id": .string(head.requestID), "method": .string(head.method.forMessage),
            "path": .string(head.path.forMessage), "route": .string(pattern ?? "-"),
            "status": .stringConvertible(status), "by": .string(by ?? "-"),
            "milliseconds": .stringConvertible(Int(seconds * 1000)),
        ]
        outcome.add(to: &facts)
        return facts
    }
}
