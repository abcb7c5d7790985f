import FastCGI
import Logging

/// One request as handlers see it, and what its worker gives them.
struct Exchange {
    let request: FastCGIRequest
    let method: String
    /// The decoded path, from nginx's `$document_uri`.
    let path: String
    let query: Query
    /// What the path's `{name}` parts matched, in order.
    var captures: [String] = []
    let requestID: String
    let logger: Logger
    let worker: WorkerState

    init(_ request: FastCGIRequest, requestID: String, worker: WorkerState, logger: Logger) throws {
        self.request = request
        self.requestID = requestID
        self.worker = worker
        self.logger = logger
        method = request.parameter("REQUEST_METHOD") ?? ""
        path = request.parameter("DOCUMENT_URI") ?? ""
        query = try Query(request.parameter("QUERY_STRING") ?? "")
    }

    /// A request header by its name in CGI's spelling, without `HTTP_`.
    func header(_ name: String) -> String? { request.parameter("HTTP_" + name) }

    /// The media type of the body in lower case, without parameters.
    var mediaType: String { (request.parameter("CONTENT_TYPE") ?? "").mediaType }

    /// Whether the client would rather have `type` than JSON.
    func prefers(_ type: String) -> Bool {
        guard let accept = header("ACCEPT")?.lowercased() else { return false }
        let types = accept.split(separator: ",").map { String($0.prefix { $0 != ";" }).trimmed }
        guard let wanted = types.firstIndex(of: type) else { return false }
        return types.firstIndex(of: "application/json").map { wanted < $0 } ?? true
    }
}
