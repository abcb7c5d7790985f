/// One call of the API, as a declaration: what the router matches, what it checks before it calls the handler, and what
/// documentation is made of.
struct Route {
    /// A `GET` answers `HEAD`, too.
    let method: String
    /// `/loads/{id}`: a part in braces matches one path segment.
    let pattern: String
    /// What the call does, in a sentence without a full stop.
    let summary: String
    /// What a caller must be allowed; nil where the call is open to all, whatever token they send.
    let scope: Scope?
    /// Media types that a body may have, in lower case; empty where no body is read.
    let accepts: [String]
    /// Media types of a success, in lower case, the preferred one first.
    let produces: [String]
    let handle: (Exchange) throws -> Answer

    static func get(
        _ pattern: String, _ summary: String, scope: Scope?, produces: [String] = ["application/json"],
        _ handle: @escaping (Exchange) throws -> Answer
    ) -> Route {
        Route(
            method: "GET", pattern: pattern, summary: summary, scope: scope, accepts: [], produces: produces,
            handle: handle)
    }

    static func post(
        _ pattern: String, _ summary: String, scope: Scope?, accepts: [String],
        produces: [String] = ["application/json"], _ handle: @escaping (Exchange) throws -> Answer
    ) -> Route {
        Route(
            method: "POST", pattern: pattern, summary: summary, scope: scope, accepts: accepts, produces: produces,
            handle: handle)
    }

    static func delete(
        _ pattern: String, _ summary: String, scope: Scope?, _ handle: @escaping (Exchange) throws -> Answer
    ) -> Route {
        Route(
            method: "DELETE", pattern: pattern, summary: summary, scope: scope, accepts: [],
            produces: ["application/json"], handle: handle)
    }

    /// The methods that it answers.
    var methods: [String] { method == "GET" ? ["GET", "HEAD"] : [method] }

    /// What the pattern's parts in braces match, in order; nil where the path is another one.
    func captures(of path: String) -> [String]? {
        let wanted = pattern.split(separator: "/", omittingEmptySubsequences: false)
        let given = path.split(separator: "/", omittingEmptySubsequences: false)
        guard wanted.count == given.count else { return nil }
        var captures: [String] = []
        for (want, give) in zip(wanted, given) {
            if want.hasPrefix("{") {
                guard !give.isEmpty else { return nil }
                captures.append(String(give))
            } else if want != give {
                return nil
            }
        }
        return captures
    }

    /// The media type in which the call answers this client.
    ///
    /// - Throws: `Problem` where the request's body or `Accept` does not go with the declaration.
    func negotiate(_ head: RequestHead) throws -> String {
        if !accepts.isEmpty, !accepts.contains(head.mediaType) {
            var problem = Problem(.unsupportedMediaType, "The body can be \(accepts.joined(separator: ", ")).")
            problem.headers = [("Accept-Post", accepts.joined(separator: ", "))]
            throw problem
        }
        guard let type = AcceptHeader(head.header("ACCEPT")).best(of: produces) else {
            throw Problem(.notAcceptable, "The answer can be \(produces.joined(separator: ", ")).")
        }
        return type
    }
}
