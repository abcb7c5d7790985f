import FastCGI
import Testing

extension FastCGITests {
    struct KeptConnectionTests {
        private static let echo: @Sendable (FastCGIRequest) throws -> Void = { request in
            try request.respond(status: 200, body: request.readWholeBody())
        }

        @Test func connection_CarriesRequestsOneByOne() throws {
            try withServer(workers: 2, handler: Self.echo) { path, _ in
                let client = try RawClient(path: path)
                for number in 0..<100 as Range<UInt8> {
                    try client.sendRequest(body: [number, 1, 2], isKept: true)
                    let reply = try client.readReply()
                    #expect(reply.hasEnded && reply.body == [number, 1, 2])
                }
                try client.sendRequest(body: [7])
                #expect(try client.readReply().body == [7])
                #expect(client.isClosedByServer(), "the last request did not ask to keep it")
            }
        }

        /// None of three connections waits for another one at the only worker.
        @Test func idleConnection_HoldsNoWorker() throws {
            try withServer(workers: 1, handler: Self.echo) { path, server in
                let clients = try (0..<3).map { _ in try RawClient(path: path) }
                for number in 0..<10 as Range<UInt8> {
                    for client in clients {
                        try client.sendRequest(body: [number], isKept: true)
                        #expect(try client.readReply().body == [number])
                    }
                    #expect(eventually { server.connectionsInProgress == 0 })
                }
                let other = try RawClient(path: path)
                try other.sendRequest(body: [1])
                #expect(try other.readReply().body == [1])
            }
        }

        @Test func connection_IsClosed_WhenItsRequestWasNotReadToItsEnd() throws {
            let handler: @Sendable (FastCGIRequest) throws -> Void = { try $0.respond(status: 413) }
            try withServer(handler: handler) { path, _ in
                for parameters in [[("CONTENT_LENGTH", "9")], [("HTTP_TRANSFER_ENCODING", "chunked")]] {
                    let client = try RawClient(path: path)
                    try client.sendRequest(parameters, body: [1, 2, 3], isKept: true)
                    #expect(try client.readReply().hasEnded)
                    #expect(client.isClosedByServer())
                }
            }
        }

        @Test func connection_IsClosed_WhenItsAnswerBroke() throws {
            let handler: @Sendable (FastCGIRequest) throws -> Void = { request in
                try request.startResponse(status: 200)
                request.abortResponse()
            }
            try withServer(handler: handler) { path, _ in
                let client = try RawClient(path: path)
                try client.sendRequest(isKept: true)
                #expect(try client.readReply { $0.isBroken }.isBroken)
                client.close()
            }
        }

        /// The end of the request is told before the handler's own: who sends the next one must not wait for that.
        @Test(arguments: [true, false])
        func connection_IsClosed_WhenItsHandlerGoesOn(isBodyRead: Bool) throws {
            let mayEnd = Shared(false)
            let handler: @Sendable (FastCGIRequest) throws -> Void = { request in
                if isBodyRead { _ = try request.readWholeBody() }
                try request.respond(status: 202)
                request.end()
                #expect(eventually { mayEnd.value })
            }
            try withServer(handler: handler) { path, _ in
                let client = try RawClient(path: path)
                try client.sendRequest(isKept: true)
                #expect(try client.readReply().hasEnded)
                #expect(client.isClosedByServer())
                mayEnd.value = true
            }
        }

        @Test func stop_ClosesIdleConnections_AndFinishesTheOthers() throws {
            let hasBegun = Shared(false)
            let mayEnd = Shared(false)
            let handler: @Sendable (FastCGIRequest) throws -> Void = { request in
                if try request.readWholeBody() == [2] {
                    hasBegun.value = true
                    #expect(eventually { mayEnd.value })
                }
                try request.respond(status: 200, body: [9])
            }
            try withServer(workers: 2, handler: handler) { path, server in
                let idle = try RawClient(path: path)
                try idle.sendRequest(body: [1], isKept: true)
                #expect(try idle.readReply().hasEnded)
                #expect(eventually { server.connectionsInProgress == 0 })
                let busy = try RawClient(path: path)
                try busy.sendRequest(body: [2], isKept: true)
                #expect(eventually { hasBegun.value })
                let stopping = BlockingCall { server.stop(drainSeconds: 10) }
                #expect(idle.isClosedByServer())
                #expect(!stopping.hasReturned)
                mayEnd.value = true
                #expect(try busy.readReply().body == [9])
                #expect(busy.isClosedByServer())
                #expect(eventually { stopping.hasReturned })
            }
        }

        @Test func connection_MayBeClosedByItsPeer_AtAnyTime() throws {
            try withServer(workers: 1, handler: Self.echo) { path, server in
                for _ in 0..<20 {
                    let client = try RawClient(path: path)
                    try client.sendRequest(body: [1], isKept: true)
                    #expect(try client.readReply().hasEnded)
                    client.close()
                }
                #expect(eventually { server.connectionsInProgress == 0 })
                let client = try RawClient(path: path)
                try client.sendRequest(body: [2], isKept: true)
                #expect(try client.readReply().body == [2])
            }
        }
    }
}
