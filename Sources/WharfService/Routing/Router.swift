import FastCGI
import Logging

/// Finds the handler of a request and lets in who may call it; the only place where errors become answers.
struct Router {
    private let table: RouteTable
    private let logger: Logger

    init(routes: [Route], logger: Logger) {
        table = RouteTable(routes)
        self.logger = logger
    }

    /// What nginx calls a request whose client did not wait for the answer.
    private static let clientGone = 499

    /// Serves one request, from its parameters to its answer.
    func serve(_ request: FastCGIRequest, worker: WorkerState) {
        let stopwatch = Stopwatch()
        worker.requests.begin()
        var visit = Visit(RequestHead(request))
        let log = RequestLog(logger: logger, requestID: visit.head.requestID)
        var status = 500
        do {
            status = try send(answer(&visit, worker, log), to: visit.head)
        } catch let error as FastCGIError {
            status = Self.clientGone
            log.named.info("the answer did not reach the client", metadata: ["cause": .chain(of: error)])
        } catch {
            log.named.error("no answer could be made", metadata: ["cause": .chain(of: error)])
            if request.hasBegunResponse { request.abortResponse() }
        }
        let seconds = stopwatch.seconds
        worker.requests.end(route: visit.pattern, method: visit.head.method, status: status, seconds: seconds)
        logger.info("request", metadata: visit.metadata(status: status, seconds: seconds))
    }

    private func answer(_ visit: inout Visit, _ worker: WorkerState, _ log: RequestLog) throws -> Answer {
        do {
            return try route(&visit, worker, log)
        } catch {
            let problem = Problem.describing(error)
            if let cause = problem.cause {
                log.named.log(
                    level: problem.type.status == 500 ? .error : .notice, "\(problem.type.rawValue)",
                    metadata: ["cause": .chain(of: cause)])
            }
            if let entry = visit.refusal(problem) { worker.shared.ledger.note(entry) }
            return try ProblemDocument.answer(problem, requestID: visit.head.requestID)
        }
    }

    /// Nothing of the body is read before the handler runs.
    private func route(_ visit: inout Visit, _ worker: WorkerState, _ log: RequestLog) throws -> Answer {
        let head = visit.head
        guard let (routes, captures) = table.routes(at: head.path) else {
            throw Problem(.notFound, "There is nothing at this address. GET / lists what there is.")
        }
        visit.pattern = routes[0].pattern
        if head.method == "OPTIONS" { return Self.options(routes) }
        guard let route = routes.first(where: { $0.methods.contains(head.method) }) else {
            throw Problem.methodNotAllowed(routes)
        }
        visit.act = route.call
        let caller = try admit(&visit, to: route, worker)
        let answerType = try route.negotiate(head)
        let query = try Query(head.request.parameter("QUERY_STRING") ?? "")
        try query.allow(route.queryNames)
        let exchange = Exchange(
            head: head, caller: caller, captures: captures, query: query, answerType: answerType, log: log,
            worker: worker, outcome: visit.outcome)
        guard route.method == "POST", let key = try IdempotencyKey.of(head) else { return try route.handle(exchange) }
        return try IdempotentRoute(route: route, exchange: exchange, key: key).run()
    }

    private func admit(_ visit: inout Visit, to route: Route, _ worker: WorkerState) throws -> Caller {
        let gatekeeper = Gatekeeper(anonymousScopes: worker.shared.settings.anonymousScopes)
        guard let scope = route.scope else { return .anonymous(gatekeeper.anonymousScopes) }
        let admission = try gatekeeper.judge(visit.head.credentials, for: scope) {
            TokenStore(connection: try worker.database.connection())
        }
        visit.by = admission.by
        let caller = try admission.verdict.get()
        if let id = caller.tokenID { worker.shared.uses.note(id) }
        return caller
    }

    private static func options(_ routes: [Route]) -> Answer {
        let accepts = routes.filter { $0.method == "POST" }.flatMap(\.accepts)
        let post = accepts.isEmpty ? [] : [("Accept-Post", accepts.joined(separator: ", "))]
        return .whole(status: 204, headers: [("Allow", routes.allowedMethods)] + post, body: [])
    }

    /// - Returns: the status that was sent.
    private func send(_ answer: Answer, to head: RequestHead) throws -> Int {
        let id = ("X-Request-Id", head.requestID)
        switch answer {
        case .whole(let status, let headers, let body):
            try head.request.respond(status: status, headers: headers + [id], body: body)
            return status
        case .followed(let answer, let work):
            // Even if the client does not get the answer, it may have been promised something.
            let result = Result { try send(answer, to: head) }
            head.request.end()
            work()
            return try result.get()
        case .streamed(let headers, let write):
            try head.request.startResponse(status: 200, headers: headers + [id])
            if head.method != "HEAD" { try write { try head.request.write($0) } }
            return 200
        }
    }
}

extension [Route] {
    /// The value of `Allow` where these routes share a path.
    fileprivate var allowedMethods: String { (flatMap(\.methods) + ["OPTIONS"]).joined(separator: ", ") }
}

extension Problem {
    fileprivate static func methodNotAllowed(_ routes: [Route]) -> Problem {
        var problem = Problem(.methodNotAllowed, "Here you can use \(routes.allowedMethods).")
        problem.headers = [("Allow", routes.allowedMethods)]
        return problem
    }
}
