import FastCGI

/// A request before anybody has been let in: enough to find its route, to judge the caller, and to name it in the log.
struct RequestHead {
    let request: FastCGIRequest
    /// The client's `X-Request-Id` where it is harmless, which nginx decides; else one of nginx's.
    let requestID: String
    let method: String
    /// The decoded path, from nginx's `$document_uri`.
    let path: String
    /// The client's address, as nginx sees it.
    let address: String

    init(_ request: FastCGIRequest) {
        self.request = request
        requestID = request.parameter("WHARF_REQUEST_ID") ?? LoadIdentifier().description
        method = request.parameter("REQUEST_METHOD") ?? ""
        path = request.parameter("DOCUMENT_URI") ?? ""
        address = request.parameter("REMOTE_ADDR") ?? ""
    }

    /// A request header by its name in CGI's spelling, without `HTTP_`.
    func header(_ name: String) -> String? { request.parameter("HTTP_" + name) }

    /// The media type of the body in lower case, without parameters.
    var mediaType: String { (request.parameter("CONTENT_TYPE") ?? "").prefix { $0 != ";" }.lowercased().trimmed }

    /// What the client shows of itself, from every `Authorization` header that came.
    var credentials: Credentials {
        Credentials(request.parameterValues("HTTP_AUTHORIZATION"))
    }
}
