import FastCGI
import Glibc
import Testing

extension FastCGITests {
    struct ClientTests {
        @Test func answer_IsWhatTheResponderWrote() throws {
            let seen = Shared<[String]>([])
            @Sendable func answer(_ request: FastCGIRequest) throws {
                seen.value = ["REQUEST_METHOD", "DOCUMENT_URI"].map { request.parameter($0) ?? "" }
                try request.respond(status: 200, headers: [("X-A", "b")], body: [UInt8](repeating: 65, count: 100_000))
            }
            try withServer(handler: answer) { path, _ in
                let answer = try FastCGIClient(path: path, timeoutSeconds: 10).get("/healthz")
                let text = String(decoding: answer, as: UTF8.self)
                #expect(text.contains("X-A: b\r\n") && text.hasSuffix(String(repeating: "A", count: 1000)))
                #expect(answer.count > 100_000)
                #expect(seen.value == ["GET", "/healthz"])
            }
        }

        @Test func nobodyThere_IsRefused() throws {
            let path = makeSocketPath()
            let client = FastCGIClient(path: path, timeoutSeconds: 1)
            #expect(failure { () throws(FastCGIError) in _ = try client.get("/") }?.code.rawValue == ENOENT)
            #expect(countSockets(boundTo: path) == 0)
        }

        /// What systemd does for a service that is down: the socket takes the connection, and nobody answers.
        @Test func silence_IsATimeOut() throws {
            let path = makeSocketPath()
            let listener = try FastCGIListener.unix(path: path)
            let client = FastCGIClient(path: path, timeoutSeconds: 1)
            #expect(failure { () throws(FastCGIError) in _ = try client.get("/") }?.code == .timeout)
            withExtendedLifetime(listener) {}
            unlink(path)
        }

        @Test func connectionCutShort_IsNoAnswer() throws {
            @Sendable func abort(_ request: FastCGIRequest) { request.abortResponse() }
            try withServer(handler: abort) { path, _ in
                let client = FastCGIClient(path: path, timeoutSeconds: 10)
                #expect(failure { () throws(FastCGIError) in _ = try client.get("/") }?.code == .truncatedBody)
            }
        }
    }
}
