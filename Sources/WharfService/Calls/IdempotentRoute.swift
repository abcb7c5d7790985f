import Logging

/// Does a request with a key once, and gives its answer to whoever repeats it.
///
/// See <https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/>. An answer is kept when it would be
/// the same again: a success, or a refusal of what the request has. Of a failure that may pass (no database, no room, a
/// body cut short) the key is given back.
struct IdempotentRoute {
    let route: Route
    let exchange: Exchange
    let key: IdempotencyKey

    func run() throws -> Answer {
        let call = Call(key, exchange, route: "\(route.method) \(route.pattern)")
        switch try call.claim() {
        case .mine: return try run(call)
        case .running:
            throw Problem(.requestRunning, "A request with this Idempotency-Key is being worked on.")
        case .finished(let answer, let fingerprint):
            guard try Fingerprint.reading(exchange) == fingerprint else {
                throw Problem(
                    .keyReused,
                    "The Idempotency-Key was used for a request with another address or body. Use a new one.")
            }
            return answer.replay
        }
    }

    private func run(_ call: Call) throws -> Answer {
        var exchange = exchange
        exchange.call = call
        FaultPoint.reached(.callClaimed)
        do {
            let answer = try route.handle(exchange)
            FaultPoint.reached(.callWorked)
            finish(call, CallStore.StoredAnswer(answer))
            return answer
        } catch {
            let problem = Problem.describing(error)
            guard call.fingerprint != nil, Self.isLasting(problem.type) else {
                try release(call, after: problem)
                throw problem
            }
            finish(call, CallStore.StoredAnswer(try ProblemDocument.answer(problem, requestID: exchange.requestID)))
            throw problem
        }
    }

    /// A client that went while its rows were written is told the same as one whose body was cut short.
    private static func isLasting(_ type: ProblemType) -> Bool {
        (400..<500).contains(type.status) && ![409, 429].contains(type.status) && type != .incompleteBody
    }

    /// The request is done by now, whether or not its answer can be kept at once.
    private func finish(_ call: Call, _ answer: CallStore.StoredAnswer) {
        do {
            try call.finish(answer)
        } catch {
            exchange.logger.warning(
                "an answer is kept later", metadata: ["cause": .chain(of: error)])
            exchange.worker.shared.unsavedCalls.keep(call.id, answer)
        }
    }

    /// What is not known yet is waited for: the keeper ends the loads before it ends the calls.
    private func release(_ call: Call, after problem: Problem) throws {
        do {
            guard problem.loads.allSatisfy(\.state.isFinal) else { throw problem }
            try call.release()
        } catch {
            exchange.worker.shared.unsavedCalls.keep(call.id, nil)
            throw problem
        }
    }
}
