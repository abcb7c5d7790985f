import FastCGI
import Logging
import MariaDB

/// Finds the handler of a request; the only place where errors become answers.
struct Router {
    struct Route {
        let method: String
        /// `/loads/{id}`: a part in braces matches one path segment.
        let pattern: String
        let handle: (Exchange) throws -> Answer
    }

    let routes: [Route]
    let logger: Logger

    /// Serves one request, from its parameters to its answer.
    func serve(_ request: FastCGIRequest, worker: WorkerState) {
        let requestID = request.parameter("WHARF_REQUEST_ID") ?? LoadIdentifier().description
        var logger = logger
        logger[metadataKey: "request_id"] = "\(requestID)"
        let stopwatch = Stopwatch()
        var status = 500
        do {
            status = try send(answer(request, requestID, worker, logger), to: request, requestID)
        } catch let error as FastCGIError {
            logger.info("the answer did not reach the client", metadata: ["cause": "\(error)"])
        } catch {
            logger.error("no answer could be made", metadata: ["cause": "\(error)"])
            if request.hasBegunResponse { request.abortResponse() }
        }
        logger.info(
            "request",
            metadata: [
                "method": "\(request.parameter("REQUEST_METHOD") ?? "")",
                "path": "\((request.parameter("DOCUMENT_URI") ?? "").forMessage)", "status": "\(status)",
                "milliseconds": "\(Int(stopwatch.seconds * 1000))",
            ])
    }

    private func answer(
        _ request: FastCGIRequest, _ requestID: String, _ worker: WorkerState, _ logger: Logger
    ) throws -> Answer {
        do {
            let exchange = try Exchange(request, requestID: requestID, worker: worker, logger: logger)
            return try route(exchange)
        } catch {
            let problem = Problem.describing(error)
            if let cause = problem.cause {
                logger.log(
                    level: problem.type.status == 500 ? .error : .notice, "\(problem.type.rawValue)",
                    metadata: ["cause": "\(cause)"])
            }
            return try ProblemDocument.answer(problem, requestID: requestID)
        }
    }

    private func route(_ exchange: Exchange) throws -> Answer {
        var exchange = exchange
        var allowed: [String] = []
        for route in routes {
            guard let captures = Self.match(route.pattern, exchange.path) else { continue }
            exchange.captures = captures
            if route.method == exchange.method || (route.method == "GET" && exchange.method == "HEAD") {
                return try route.handle(exchange)
            }
            allowed.append(route.method)
            if route.method == "GET" { allowed.append("HEAD") }
        }
        guard !allowed.isEmpty else {
            throw Problem(.notFound, "There is nothing at this address. GET / lists what there is.")
        }
        var problem = Problem(.methodNotAllowed, "Here you can use \(allowed.joined(separator: ", ")).")
        problem.headers = [("Allow", allowed.joined(separator: ", "))]
        throw problem
    }

    private static func match(_ pattern: String, _ path: String) -> [String]? {
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

    /// - Returns: the status that was sent.
    private func send(_ answer: Answer, to request: FastCGIRequest, _ requestID: String) throws -> Int {
        switch answer {
        case .whole(let status, let headers, let body):
            try request.respond(status: status, headers: headers + [("X-Request-Id", requestID)], body: body)
            return status
        case .streamed(let headers, let write):
            try request.startResponse(status: 200, headers: headers + [("X-Request-Id", requestID)])
            try write { try request.write($0) }
            return 200
        }
    }
}

extension Problem {
    private static let missingRights: Set<MariaDBErrorCode> = [
        .databaseAccessDenied, .tableAccessDenied, .columnAccessDenied, .specificAccessDenied,
    ]

    /// Any error as the problem that a client may see.
    static func describing(_ error: any Error) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as SpoolError where error.isFull:
            return Problem(
                .spoolFull,
                "The disk for spools is full, or its limit is reached; nothing was written. Free space or raise WHARF_SPOOL_LIMIT.",
                cause: error)
        case let error as MariaDBError where error.isDiskFull:
            return Problem(.spoolFull, "The database's disk is full; nothing was written.", cause: error)
        case let error as MariaDBError where error.isConnectionLost || error.isBackOff || error.isRetriable:
            return .unavailable(error)
        case let error as FastCGIError where error.code == .truncatedBody || error.code == .timeout:
            return Problem(.incompleteBody, "The body ended before it was complete; nothing was written.", cause: error)
        case let error as FastCGIError where error.code == .malformedContentLength || error.code == .bodyTooLong:
            return Problem(
                .malformedRequest, "The body does not have the length that Content-Length says.", cause: error)
        case let error as MariaDBError where missingRights.contains(error.code):
            return Problem(
                .internalError,
                "The service's database user lacks a right that this needs; nothing was written. The log says which, the "
                    + "README lists them all.", cause: error)
        default:
            return Problem(
                .internalError, "The service failed; its log has the cause under this request id.", cause: error)
        }
    }
}
