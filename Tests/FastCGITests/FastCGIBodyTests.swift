import FastCGI
import Glibc
import Testing

extension FastCGITests {
    struct BodyTests {
        /// The error of reading a body that `send` sends, and the status that the client got, if it still listened.
        private func outcome(
            _ parameters: [(String, String)] = [], receiveTimeoutSeconds: Int = 10,
            _ send: (RawClient) throws -> Void
        ) throws -> FastCGIError? {
            let seen = Shared<FastCGIError??>(nil)
            let handler: @Sendable (FastCGIRequest) -> Void = { request in
                let first = failure { () throws(FastCGIError) in _ = try request.readWholeBody() }
                let second = failure { () throws(FastCGIError) in _ = try request.readWholeBody() }
                #expect(first?.code == second?.code, "the end is told again")
                seen.value = .some(first)
            }
            try withServer(receiveTimeoutSeconds: receiveTimeoutSeconds, handler: handler) { path, _ in
                let client = try RawClient(path: path)
                try client.sendRequest(parameters, body: nil)
                try send(client)
                #expect(eventually { seen.value != nil }, "the handler did not return")
            }
            return try #require(seen.value)
        }

        @Test func body_IsEchoed_WhenRecordsHaveOddSizes() throws {
            var body = [UInt8](repeating: 0, count: 10_000_019)
            for index in body.indices { body[index] = UInt8(truncatingIfNeeded: index &* 31 &+ index >> 9) }
            let handler: @Sendable (FastCGIRequest) throws -> Void = {
                try $0.respond(status: 200, body: $0.readWholeBody())
            }
            try withServer(handler: handler) { path, _ in
                let client = try RawClient(path: path)
                try client.sendRequest([("CONTENT_LENGTH", String(body.count))], body: nil)
                var rest = body[...]
                var sizes = [1, 7, 8, 8191, 8193, 65535, 12345, 3].makeIterator()
                while !rest.isEmpty {
                    if let size = sizes.next() {
                        try client.send(FastCGIRecord.bytes(.input, rest.prefix(size), padding: size % 256))
                        rest = rest.dropFirst(size)
                    } else {
                        sizes = [64007, 65535, 31, 60000].makeIterator()
                    }
                }
                try client.endBody()
                let reply = try client.readReply()
                #expect(reply.hasEnded)
                #expect(reply.body == body)
            }
        }

        @Test func body_IsComplete_WithAndWithoutALength() throws {
            #expect(
                try outcome {
                    try $0.sendBody([1, 2, 3])
                    try $0.endBody()
                } == nil)
            #expect(
                try outcome([("CONTENT_LENGTH", "")]) {
                    try $0.sendBody([1, 2, 3])
                    try $0.endBody()
                } == nil)
            #expect(
                try outcome([("CONTENT_LENGTH", "3")]) {
                    try $0.sendBody([1, 2, 3])
                    try $0.endBody()
                } == nil)
            #expect(try outcome([("CONTENT_LENGTH", "0")]) { try $0.endBody() } == nil)
        }

        @Test func body_IsTruncated_WhenTheConnectionEndsBeforeIt() throws {
            let announced = try #require(
                try outcome([("CONTENT_LENGTH", "100000")]) {
                    try $0.sendBody([1, 2, 3])
                    $0.close()
                })
            #expect(announced.code == .truncatedBody)
            #expect(announced.bytesRead == 3)
            #expect(announced.bytesExpected == 100_000)
            let chunked = try #require(
                try outcome {
                    try $0.sendBody([1, 2, 3])
                    $0.close()
                })
            #expect(chunked.code == .truncatedBody)
            #expect(chunked.bytesExpected == nil)
        }

        @Test func body_IsTruncated_WhenOnlyItsEndRecordIsMissing() throws {
            let error = try outcome([("CONTENT_LENGTH", "3")]) {
                try $0.sendBody([1, 2, 3])
                $0.close()
            }
            #expect(error?.code == .truncatedBody)
            #expect(try outcome { $0.close() }?.code == .truncatedBody)
        }

        @Test func body_IsTruncated_WhenARecordIsCut() throws {
            let error = try outcome { client in
                try client.send(Array(FastCGIRecord.bytes(.input, [1, 2, 3, 4]).dropLast(2)))
                client.close()
            }
            #expect(error?.code == .truncatedBody)
            #expect(error?.bytesRead == 2)
        }

        @Test func body_IsTruncated_WhenShorterThanItsLength() throws {
            let error = try outcome([("CONTENT_LENGTH", "4")]) {
                try $0.sendBody([1, 2, 3])
                try $0.endBody()
            }
            #expect(error?.code == .truncatedBody)
            #expect(error?.bytesRead == 3)
            #expect(error?.bytesExpected == 4)
        }

        @Test func body_IsTooLong_WhenLongerThanItsLength() throws {
            let error = try outcome([("CONTENT_LENGTH", "2")]) {
                try $0.sendBody([1, 2, 3])
                try $0.endBody()
            }
            #expect(error?.code == .bodyTooLong)
            let large = try outcome([("CONTENT_LENGTH", "2")]) {
                try $0.sendBody([UInt8](repeating: 0, count: 200_000))
            }
            #expect(large?.code == .bodyTooLong)
        }

        @Test(arguments: ["-1", "+1", "1x", " 1", "0x10", "99999999999999999999"])
        func length_IsRefused_WhenItIsNotANumber(_ length: String) throws {
            let error = try outcome([("CONTENT_LENGTH", length)]) { try $0.endBody() }
            #expect(error?.code == .malformedContentLength)
        }

        @Test func body_IsTruncated_WhenHalfClosedInIt() throws {
            let handler: @Sendable (FastCGIRequest) throws -> Void = { request in
                let error = failure { () throws(FastCGIError) in _ = try request.readWholeBody() }
                #expect(error?.code == .truncatedBody)
                try request.respond(status: 400)
            }
            try withServer(handler: handler) { path, _ in
                let client = try RawClient(path: path)
                try client.sendRequest([("CONTENT_LENGTH", "10")], body: nil)
                try client.sendBody([1, 2, 3])
                client.halfClose()
                #expect(try client.readReply().status == "Status: 400 Bad Request")
            }
        }

        @Test func body_IsComplete_WhenHalfClosedAfterIt() throws {
            let handler: @Sendable (FastCGIRequest) throws -> Void = {
                try $0.respond(status: 200, body: $0.readWholeBody())
            }
            try withServer(handler: handler) { path, _ in
                let client = try RawClient(path: path)
                try client.sendRequest(body: [1, 2, 3])
                client.halfClose()
                let reply = try client.readReply()
                #expect(reply.body == [1, 2, 3])
                #expect(reply.hasEnded)
            }
        }

        @Test func body_TimesOut_WhenNothingMoreComes() throws {
            let error = try outcome([("CONTENT_LENGTH", "10")], receiveTimeoutSeconds: 1) {
                try $0.sendBody([1, 2, 3])
            }
            #expect(error?.code == .timeout)
            #expect(error?.bytesRead == 3)
        }

        @Test func clientGone_IsSeen_WhileTheHandlerWorks() throws {
            let states = Shared<[Bool]>([])
            let mayLeave = Shared(false)
            let handler: @Sendable (FastCGIRequest) throws -> Void = { request in
                _ = try request.readWholeBody()
                let before = request.isClientGone
                mayLeave.value = true
                let after = eventually { request.isClientGone }
                states.value = [before, after]
            }
            try withServer(handler: handler) { path, _ in
                let client = try RawClient(path: path)
                try client.sendRequest(body: [1, 2, 3])
                #expect(eventually { mayLeave.value })
                client.close()
                #expect(eventually { states.value == [false, true] })
            }
        }
    }
}
