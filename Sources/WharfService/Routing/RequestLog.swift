import Logging

/// The log of one request. Most requests have nothing to say but their one line, so the logger that names the request in
/// each of its lines is made when it is asked for.
struct RequestLog {
    let logger: Logger
    let requestID: String

    var named: Logger {
        var named = logger
        named[metadataKey: "request_id"] = .string(requestID)
        return named
    }
}
