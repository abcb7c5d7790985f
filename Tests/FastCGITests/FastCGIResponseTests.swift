import FastCGI
import Glibc
import Testing

extension FastCGITests {
    struct ResponseTests {
        /// What a client gets from `handler`.
        private func reply(
            method: String = "GET", _ handler: @escaping @Sendable (FastCGIRequest) throws -> Void
        ) throws -> FastCGIReply {
            var reply = FastCGIReply([])
            try withServer(handler: handler) { path, _ in
                let client = try RawClient(path: path)
                try client.sendRequest([("REQUEST_METHOD", method)])
                reply = try client.readReply()
            }
            return reply
        }

        @Test func answer_HasStatusHeadersAndLength() throws {
            let reply = try reply { request in
                try request.respond(
                    status: 422, headers: [("Content-Type", "text/plain"), ("X-A", "1"), ("X-A", "")],
                    body: Array("hello".utf8))
                #expect(request.hasBegunResponse)
            }
            #expect(
                reply.head == [
                    "Status: 422 Unprocessable Content", "Content-Type: text/plain", "X-A: 1", "X-A: ",
                    "Content-Length: 5",
                ])
            #expect(reply.body == Array("hello".utf8))
            #expect(reply.hasEnded)
        }

        @Test func reason_IsTheGivenOne_OrOneOfItsClass() throws {
            #expect(try reply { try $0.respond(status: 200, reason: "Fine") }.status == "Status: 200 Fine")
            #expect(try reply { try $0.respond(status: 418) }.status == "Status: 418 Client Error")
        }

        @Test func body_IsLeftOut_ForHEAD() throws {
            let whole = try reply(method: "HEAD") { try $0.respond(status: 200, body: [1, 2, 3]) }
            #expect(whole.head == ["Status: 200 OK", "Content-Length: 3"])
            #expect(whole.body.isEmpty && whole.hasEnded)
            let streamed = try reply(method: "HEAD") { request in
                try request.startResponse(status: 200)
                try request.write([1, 2, 3])
            }
            #expect(streamed.head == ["Status: 200 OK"])
            #expect(streamed.body.isEmpty && streamed.hasEnded)
        }

        @Test(arguments: [204, 304]) func body_IsLeftOut_ForStatusWithoutContent(_ status: Int) throws {
            let reply = try reply { try $0.respond(status: status, body: [1, 2, 3]) }
            #expect(reply.head.count == 1)
            #expect(reply.body.isEmpty && reply.hasEnded)
        }

        @Test func missingAnswer_Is500() throws {
            let reply = try reply { _ in }
            #expect(reply.status == "Status: 500 Internal Server Error")
            #expect(reply.hasEnded)
        }

        @Test(arguments: [
            ("X-A", "1\r\nX-B: 2"), ("X-A", "1\nX-B: 2"), ("X-A", "1\r"), ("X-A", "\0"), ("X-A", "\u{7f}"),
            ("X-A\r\nX-B", "1"), ("X A", "1"), ("", "1"), ("X-Ä", "1"), ("X-A:", "1"),
            ("Status", "200 OK"), ("content-length", "1"),
        ])
        func header_IsRefused(_ name: String, _ value: String) throws {
            let reply = try reply { request in
                let error = failure { () throws(FastCGIError) in
                    try request.respond(status: 200, headers: [(name, value)])
                }
                #expect(error?.code == .invalidHead)
                #expect(error?.message.contains("\r") == false)
                #expect(!request.hasBegunResponse)
            }
            #expect(reply.status == "Status: 500 Internal Server Error")
            #expect(reply.head.count == 2)
        }

        @Test func statusAndReason_AreRefused() throws {
            let reply = try reply { request in
                for (status, reason) in [(199, "x"), (600, "x"), (-1, "x"), (200, "OK\r\nX: y")] {
                    let error = failure { () throws(FastCGIError) in try request.respond(status: status, reason: reason)
                    }
                    #expect(error?.code == .invalidHead)
                }
            }
            #expect(reply.status == "Status: 500 Internal Server Error")
        }

        @Test func answersInTheWrongOrder_AreRefused() throws {
            let reply = try reply { request in
                #expect(failure { () throws(FastCGIError) in try request.write([1]) }?.code == .wrongOrder)
                #expect(failure { () throws(FastCGIError) in try request.flush() }?.code == .wrongOrder)
                try request.respond(status: 200, body: [1])
                #expect(failure { () throws(FastCGIError) in try request.respond(status: 201) }?.code == .wrongOrder)
                #expect(
                    failure { () throws(FastCGIError) in try request.startResponse(status: 201) }?.code == .wrongOrder)
                #expect(failure { () throws(FastCGIError) in try request.write([1]) }?.code == .wrongOrder)
            }
            #expect(reply.status == "Status: 200 OK")
            #expect(reply.body == [1])
        }

        @Test func flushedBytes_Arrive_BeforeTheAnswerEnds() throws {
            let hasArrived = Shared(false)
            let handler: @Sendable (FastCGIRequest) throws -> Void = { request in
                try request.startResponse(status: 200, headers: [("X-Accel-Buffering", "no")])
                try request.write(Array("one".utf8))
                try request.flush()
                #expect(eventually { hasArrived.value })
                try request.write([UInt8](repeating: 7, count: 100_000))
            }
            try withServer(handler: handler) { path, _ in
                let client = try RawClient(path: path)
                try client.sendRequest()
                let early = try client.readReply { $0.body.count == 3 }
                #expect(early.head == ["Status: 200 OK", "X-Accel-Buffering: no"])
                #expect(!early.hasEnded)
                hasArrived.value = true
                let reply = try client.readReply()
                #expect(reply.hasEnded)
                #expect(reply.body == Array("one".utf8) + [UInt8](repeating: 7, count: 100_000))
            }
        }

        @Test func abortedAnswer_HasNoEnd_ButABrokenRecord() throws {
            let reply = try reply { request in
                try request.startResponse(status: 200)
                try request.write(Array("half".utf8))
                request.abortResponse()
                request.abortResponse()
                #expect(failure { () throws(FastCGIError) in try request.write([1]) }?.code == .wrongOrder)
                #expect(failure { () throws(FastCGIError) in _ = try request.readWholeBody() }?.code == .wrongOrder)
                #expect(request.parameter("REQUEST_METHOD") == nil)
                #expect(request.parameters.isEmpty)
            }
            #expect(reply.body == Array("half".utf8))
            #expect(reply.isBroken)
            #expect(!reply.hasEnded)
        }

        @Test func write_Throws_WhenTheClientIsGone() throws {
            let error = Shared<FastCGIError?>(nil)
            let handler: @Sendable (FastCGIRequest) throws -> Void = { request in
                _ = try request.readWholeBody()
                try request.startResponse(status: 200)
                #expect(eventually { request.isClientGone })
                error.value = failure { () throws(FastCGIError) in
                    try request.write([UInt8](repeating: 0, count: 1 << 20))
                }
            }
            try withServer(handler: handler) { path, _ in
                let client = try RawClient(path: path)
                try client.sendRequest()
                client.close()
                #expect(eventually { error.value != nil })
            }
            #expect(error.value?.isPeerGone == true)
        }

        @Test func write_TimesOut_WhenTheClientTakesNothing() throws {
            let error = Shared<FastCGIError?>(nil)
            let handler: @Sendable (FastCGIRequest) throws -> Void = { request in
                try request.startResponse(status: 200)
                error.value = failure { () throws(FastCGIError) in
                    while true { try request.write([UInt8](repeating: 0, count: 1 << 20)) }
                }
            }
            try withServer(sendTimeoutSeconds: 1, handler: handler) { path, server in
                let client = try RawClient(path: path)
                try client.sendRequest()
                #expect(eventually { error.value != nil })
                #expect(eventually { server.connectionsInProgress == 0 })
                #expect(try client.readReply().hasEnded == false)
            }
            #expect(error.value?.code == .timeout)
        }
    }
}
