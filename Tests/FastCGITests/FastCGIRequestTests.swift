import FastCGI
import Glibc
import Testing

extension FastCGITests {
    struct RequestTests {
        /// What `read` makes of a request that `send` sends.
        private func seen<Value: Sendable>(
            by read: @escaping @Sendable (FastCGIRequest) -> Value, from send: (RawClient) throws -> Void
        ) throws -> Value {
            let value = Shared<Value?>(nil)
            let handler: @Sendable (FastCGIRequest) throws -> Void = { request in
                value.value = read(request)
                try request.respond(status: 204)
            }
            try withServer(handler: handler) { path, _ in
                let client = try RawClient(path: path)
                try send(client)
                #expect(try client.readReply().status == "Status: 204 No Content")
            }
            return try #require(value.value)
        }

        @Test func parameters_AreRead() throws {
            let long = String(repeating: "x", count: 70_000)
            let read: @Sendable (FastCGIRequest) -> [String?] = { request in
                ["A", "EMPTY", "ABSENT", "TWICE", "LONG", "a", "B"].map { request.parameter($0) }
            }
            let values = try seen(by: read) { client in
                let start =
                    FastCGIRecord.begin
                    + FastCGIRecord.parameters([
                        ("A", "1=2"), ("EMPTY", ""), ("TWICE", "first"), ("TWICE", "second"), ("AB", "x"),
                    ])
                // One pair that is longer than a record.
                let content = FastCGIRecord.parameters([("LONG", String(long.prefix(60_000)))]).dropFirst(8)
                var pair = Array(content) + Array(repeating: UInt8(ascii: "x"), count: 10_000)
                pair.replaceSubrange(1..<5, with: [0x80, 0x01, 0x11, 0x70])
                try client.send(start)
                try client.send(FastCGIRecord.bytes(.parameters, pair.prefix(40_000)))
                try client.send(FastCGIRecord.bytes(.parameters, pair.dropFirst(40_000)))
                try client.send(FastCGIRecord.bytes(.parameters, []))
                try client.endBody()
            }
            #expect(values == ["1=2", nil, nil, "first", long, nil, nil])
        }

        @Test func parameters_AreListed() throws {
            let read: @Sendable (FastCGIRequest) -> [String] = { request in
                request.parameters.map { "\($0.name)|\($0.value)" }
            }
            let names = try seen(by: read) { client in
                try client.sendRequest([("A", "1=2"), ("EMPTY", ""), ("A", "3"), ("A", "\u{301}x")])
            }
            #expect(names == ["FCGI_ROLE|RESPONDER", "A|1=2", "EMPTY|", "A|3", "A|\u{301}x"])
        }

        @Test func parameterBytes_AreNotRepaired() throws {
            let read: @Sendable (FastCGIRequest) -> [[UInt8]?] = { [$0.parameterBytes("A"), $0.parameterBytes("B")] }
            let bytes = try seen(by: read) { client in
                try client.send(FastCGIRecord.begin + FastCGIRecord.parameters([([0x41], [0xff, 0x80, 0x31])]))
                try client.send(FastCGIRecord.bytes(.parameters, []))
                try client.endBody()
            }
            #expect(bytes == [[0xff, 0x80, 0x31], nil])
        }

        @Test func contentLength_IsANumberOrAbsent() throws {
            let read: @Sendable (FastCGIRequest) -> Int? = { request in try? request.contentLength }
            #expect(try seen(by: read) { try $0.sendRequest([("CONTENT_LENGTH", "007")]) } == 7)
            #expect(try seen(by: read) { try $0.sendRequest([("CONTENT_LENGTH", "")]) } == nil)
            #expect(try seen(by: read) { try $0.sendRequest() } == nil)
        }

        @Test func handler_IsNotCalled_WhenParametersAreCut() throws {
            let handler: @Sendable (FastCGIRequest) -> Void = { _ in Issue.record("called") }
            try withServer(handler: handler) { path, _ in
                let head = FastCGIRecord.begin + FastCGIRecord.parameters([("A", "1"), ("B", "2")])
                for cut in 0..<head.count {
                    let client = try RawClient(path: path)
                    try client.send(Array(head.prefix(cut)))
                    client.halfClose()
                    #expect(client.isClosedByServer())
                }
                let client = try RawClient(path: path)
                try client.send(head)
                client.halfClose()
                #expect(client.isClosedByServer(), "cut at the end of a pair")
            }
        }
    }
}
