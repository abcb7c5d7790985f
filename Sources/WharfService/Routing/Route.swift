/// One call of the API, as a declaration: what the router matches, what it checks before it calls the handler, and what
/// documentation is made of. An object, so that a request carries one reference from hand to hand.
final class Route {
    /// A `GET` answers `HEAD`, too.
    let method: String
    /// `/loads/{id}`: a part in braces matches one path segment.
    let pattern: String
    /// What the call does, in a sentence without a full stop.
    let summary: String
    /// What a caller must be allowed; nil where the call is open to all, whatever token they send.
    let scope: Scope?
    /// Those of the query are all that it takes.
    let parameters: [Parameter]
    /// What a body may be; empty where none is read.
    let bodies: [Content]
    /// What a success may be, the preferred one first.
    let answers: [Content]
    /// What can go wrong, but for what the rest of the declaration brings with it.
    let problems: [ProblemType]
    let handle: (Exchange) throws -> Answer
    /// `GET /loads/{id}`
    let call: String
    /// Media types that a body may have.
    let accepts: [String]
    /// Media types of a success, the preferred one first.
    let produces: [String]
    /// The query parameters that it takes.
    let queryNames: [String]
    /// The methods that it answers.
    let methods: [String]

    private init(
        method: String, pattern: String, summary: String, scope: Scope?, parameters: [Parameter], bodies: [Content],
        answers: [Content], problems: [ProblemType], handle: @escaping (Exchange) throws -> Answer
    ) {
        self.method = method
        self.pattern = pattern
        self.summary = summary
        self.scope = scope
        self.parameters = parameters
        self.bodies = bodies
        self.answers = answers
        self.problems = problems
        self.handle = handle
        call = "\(method) \(pattern)"
        accepts = bodies.map(\.mediaType)
        produces = answers.filter { $0.status == 200 }.map(\.mediaType)
        queryNames = parameters.filter { $0.place == .query }.map(\.name)
        methods = method == "GET" ? ["GET", "HEAD"] : [method]
    }

    static func get(
        _ pattern: String, _ summary: String, scope: Scope?, _ parameters: [Parameter] = [], answers: [Content],
        problems: [ProblemType] = [], _ handle: @escaping (Exchange) throws -> Answer
    ) -> Route {
        Route(
            method: "GET", pattern: pattern, summary: summary, scope: scope, parameters: parameters, bodies: [],
            answers: answers, problems: problems, handle: handle)
    }

    static func post(
        _ pattern: String, _ summary: String, scope: Scope?, _ parameters: [Parameter] = [], bodies: [Content],
        answers: [Content], problems: [ProblemType] = [], _ handle: @escaping (Exchange) throws -> Answer
    ) -> Route {
        Route(
            method: "POST", pattern: pattern, summary: summary, scope: scope, parameters: parameters, bodies: bodies,
            answers: answers, problems: problems, handle: handle)
    }

    static func delete(
        _ pattern: String, _ summary: String, scope: Scope?, _ parameters: [Parameter] = [], answers: [Content],
        problems: [ProblemType] = [], _ handle: @escaping (Exchange) throws -> Answer
    ) -> Route {
        Route(
            method: "DELETE", pattern: pattern, summary: summary, scope: scope, parameters: parameters, bodies: [],
            answers: answers, problems: problems, handle: handle)
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
