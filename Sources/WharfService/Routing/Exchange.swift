import FastCGI
import Logging

/// One admitted request as handlers see it, and what its worker gives them.
struct Exchange {
    let head: RequestHead
    let caller: Caller
    /// What the path's `{name}` parts matched, in order.
    let captures: [String]
    let query: Query
    /// The one of the route's media types that the answer is to have.
    let answerType: String
    let log: RequestLog
    let worker: WorkerState
    /// What the log's line about the request is to say of its loads.
    let outcome: LoadOutcomes
    /// Of a request with an `Idempotency-Key`.
    var call: Call? = nil

    var request: FastCGIRequest { head.request }
    var logger: Logger { log.named }
    var requestID: String { head.requestID }
    var mediaType: String { head.mediaType }

    /// `Prefer: respond-async`, RFC 7240 §4.1.
    var prefersNotToWait: Bool {
        let preferences = (header("PREFER") ?? "").lowercased().split(separator: ",")
        let names = preferences.map { String($0.prefix { $0 != ";" && $0 != "=" }).trimmed }
        return names.contains("respond-async")
    }

    func header(_ name: String) -> String? { head.header(name) }
}
