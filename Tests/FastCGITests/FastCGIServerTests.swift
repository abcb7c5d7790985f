import FastCGI
import Glibc
import Synchronization
import Testing

extension FastCGITests {
    struct ServerTests {
        private static let answer: @Sendable (FastCGIRequest) throws -> Void = { request in
            try request.respond(status: 200, body: request.readWholeBody())
        }

        @Test func requests_AreServedInParallel_ByAllWorkers() throws {
            let active = Shared(0)
            let peak = Shared(0)
            let handler: @Sendable (FastCGIRequest) throws -> Void = { request in
                active.update { $0 += 1 }
                let now = active.value
                peak.update { $0 = max($0, now) }
                // Nobody goes on before all eight have been here at once.
                #expect(eventually { peak.value >= 8 })
                active.update { $0 -= 1 }
                try request.respond(status: 200, body: request.readWholeBody())
            }
            try withServer(workers: 8, handler: handler) { path, _ in
                let clients = try (0..<64).map { _ in try RawClient(path: path) }
                for (index, client) in clients.enumerated() {
                    try client.sendRequest(body: [UInt8](repeating: UInt8(index), count: index * 100))
                }
                for (index, client) in clients.enumerated() {
                    let reply = try client.readReply()
                    #expect(reply.hasEnded)
                    #expect(reply.body == [UInt8](repeating: UInt8(index), count: index * 100))
                    client.close()
                }
            }
            #expect(peak.value == 8)
        }

        @Test func progress_Stops_OnlyWhileEveryWorkerIsHeldUp() throws {
            let heldUp = Shared(0)
            let mayEnd = Shared(false)
            let handler: @Sendable (FastCGIRequest) throws -> Void = { request in
                heldUp.update { $0 += 1 }
                #expect(eventually { mayEnd.value })
                try request.respond(status: 200)
            }
            try withServer(workers: 2, handler: handler) { path, server in
                let first = try RawClient(path: path)
                try first.sendRequest()
                #expect(eventually { heldUp.value == 1 })
                var seen = server.progress
                #expect(eventually { server.progress != seen }, "a worker waits, and does not show it")
                let second = try RawClient(path: path)
                try second.sendRequest()
                #expect(eventually { heldUp.value == 2 })
                seen = server.progress
                poll(nil, 0, 2500)
                #expect(server.progress == seen, "both workers are held up")
                mayEnd.value = true
                #expect(try first.readReply().hasEnded && second.readReply().hasEnded)
                #expect(server.progress != seen)
                first.close()
                second.close()
            }
        }

        @Test func progress_GoesOn_WithTheBytesOfABody() throws {
            let read = Shared(0)
            let handler: @Sendable (FastCGIRequest) throws -> Void = { request in
                let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
                defer { buffer.deallocate() }
                while try request.readBody(into: buffer) > 0 { read.update { $0 += 1 } }
                try request.respond(status: 200)
            }
            try withServer(workers: 1, handler: handler) { path, server in
                let client = try RawClient(path: path)
                try client.sendRequest(body: nil)
                for count in 1...3 {
                    let seen = server.progress
                    try client.sendBody([7])
                    #expect(eventually { read.value == count })
                    #expect(server.progress != seen)
                }
                try client.endBody()
                #expect(try client.readReply().hasEnded)
                client.close()
            }
        }

        @Test func handler_IsMadeOnce_OnItsWorkersThread() throws {
            let made = Shared<[Int: UInt]>([:])
            let path = makeSocketPath()
            let server = FastCGIServer(listener: try .unix(path: path), workers: 3)
            try server.start { worker in
                let thread = UInt(pthread_self())
                made.update { $0[worker] = thread }
                return { request in
                    #expect(UInt(pthread_self()) == thread)
                    try? request.respond(status: 200)
                }
            }
            for _ in 0..<20 {
                let client = try RawClient(path: path)
                try client.sendRequest()
                #expect(try client.readReply().hasEnded)
            }
            server.stop(drainSeconds: 5)
            #expect(made.value.keys.sorted() == [0, 1, 2])
            #expect(Set(made.value.values).count == 3)
        }

        @Test func stop_FinishesARequestInFlight_AndAcceptsNoMore() throws {
            let hasBegun = Shared(false)
            let mayEnd = Shared(false)
            let handler: @Sendable (FastCGIRequest) throws -> Void = { request in
                hasBegun.value = true
                #expect(eventually { mayEnd.value })
                try request.respond(status: 200, body: request.readWholeBody())
            }
            try withServer(handler: handler) { path, server in
                let client = try RawClient(path: path)
                try client.sendRequest(body: nil)
                #expect(eventually { hasBegun.value })
                let stopping = BlockingCall { server.stop(drainSeconds: 10) }
                #expect(eventually { (try? RawClient(path: path)) == nil }, "the listener is still open")
                #expect(!stopping.hasReturned)
                mayEnd.value = true
                try client.sendBody([1, 2, 3])
                try client.endBody()
                #expect(try client.readReply().body == [1, 2, 3])
                client.close()
                #expect(eventually { stopping.hasReturned })
            }
        }

        @Test func stop_CutsAStuckBody_AfterTheDrainBound() throws {
            let error = Shared<FastCGIError?>(nil)
            let hasBegun = Shared(false)
            let handler: @Sendable (FastCGIRequest) throws -> Void = { request in
                hasBegun.value = true
                error.value = failure { () throws(FastCGIError) in _ = try request.readWholeBody() }
            }
            try withServer(receiveTimeoutSeconds: 300, handler: handler) { path, server in
                let client = try RawClient(path: path)
                try client.sendRequest([("CONTENT_LENGTH", "100")], body: nil)
                try client.sendBody([1, 2, 3])
                let silent = try RawClient(path: path)
                #expect(eventually { hasBegun.value && server.connectionsInProgress == 2 })
                let stopping = BlockingCall { server.stop(drainSeconds: 1) }
                #expect(eventually { stopping.hasReturned })
                #expect(try client.readReply().hasEnded == false)
                #expect(silent.isClosedByServer())
            }
            #expect(error.value?.code == .truncatedBody)
            #expect(error.value?.bytesRead == 3)
        }

        @Test func stop_Returns_WhenTheServerIsIdleOrWasNeverStarted() throws {
            try withServer(handler: Self.answer) { _, server in
                server.stop(drainSeconds: 5)
                server.stop(drainSeconds: 5)
            }
            let path = makeSocketPath()
            FastCGIServer(listener: try .unix(path: path)).stop(drainSeconds: 0)
            #expect(access(path, F_OK) != 0)
        }

        @Test func badPeers_DoNotBlockOthers() throws {
            try withServer(workers: 2, receiveTimeoutSeconds: 1, handler: Self.answer) { path, server in
                let silent = try RawClient(path: path)
                #expect(eventually { server.connectionsInProgress == 1 })
                for garbage in [[UInt8]("GET / HTTP/1.1\r\n\r\n".utf8), [0xff], [UInt8](repeating: 0, count: 100_000)] {
                    let bad = try RawClient(path: path)
                    try? bad.send(garbage)
                    bad.halfClose()
                    let good = try RawClient(path: path)
                    try good.sendRequest(body: [1])
                    #expect(try good.readReply().body == [1])
                    #expect(bad.isClosedByServer())
                }
                #expect(silent.isClosedByServer(), "the receive time-out has not come")
                let last = try RawClient(path: path)
                try last.sendRequest(body: [2])
                #expect(try last.readReply().body == [2])
            }
        }

        @Test func descriptors_AreAllClosed_AfterEveryKindOfEnd() throws {
            let rounds = 20
            let before = countDescriptors()
            for _ in 0..<rounds {
                let handler: @Sendable (FastCGIRequest) throws -> Void = { request in
                    switch request.parameter("KIND") {
                    case "abort": request.abortResponse()
                    case "none": break
                    default: try request.respond(status: 200)
                    }
                }
                try withServer(handler: handler) { path, _ in
                    for kind in ["abort", "none", "answer"] {
                        let client = try RawClient(path: path)
                        try client.sendRequest([("KIND", kind)])
                        _ = try client.readReply()
                    }
                    try RawClient(path: path).send([0xff, 1, 2])
                    try RawClient(path: path).sendRequest([("KIND", "answer")], body: nil)
                }
            }
            // A leak of one a round would show, whatever other suites have opened meanwhile.
            #expect(eventually { countDescriptors() - before < rounds })
        }

        @Test func signals_AreAsTheyWere_ExceptPipe() throws {
            try withServer(handler: Self.answer) { _, _ in
                for number in [SIGTERM, SIGUSR1] {
                    var action = sigaction()
                    sigaction(number, nil, &action)
                    #expect(action.__sigaction_handler.sa_handler == nil, "libfcgi's handler stands")
                }
            }
        }
    }
}

/// A call on a thread of its own.
final class BlockingCall {
    private let done = Shared(false)
    private var thread = pthread_t()

    init(_ body: @escaping @Sendable () -> Void) {
        let done = done
        let box = Unmanaged.passRetained(
            Shared<@Sendable () -> Void> {
                body()
                done.value = true
            })
        pthread_create(
            &thread, nil,
            { pointer in
                Unmanaged<Shared<@Sendable () -> Void>>.fromOpaque(pointer!).takeRetainedValue().value()
                return nil
            }, box.toOpaque())
    }

    var hasReturned: Bool { done.value }

    deinit {
        pthread_join(thread, nil)
    }
}
