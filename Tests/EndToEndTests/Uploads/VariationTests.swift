import Testing

extension EndToEndTests {
    @Suite(.enabled(if: ChallengeFiles.folder != nil, "the challenge's files are not here: set WHARF_CHALLENGE"))
    struct VariationTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        @Test(arguments: Variation.all)
        func files_GoIn_InEveryForm(_ variation: Variation) throws {
            let parts = try variation.make()
            let receipts = try stack.expectSuccess(stack.upload(parts, variation.query))
            #expect(receipts.map(\.table) == variation.parts.map(\.table))
            try expectAll(receipts, parts)
        }

        /// Every reject stands at its place in the file that was sent.
        private func expectAll(_ receipts: [Receipt], _ parts: [Part]) throws {
            let sums = Dictionary(uniqueKeysWithValues: receipts.map { ($0.table, $0.sum) })
            #expect(
                sums == [
                    "departments": [12, 12, 0, 0, 0], "jobs": [183, 183, 0, 0, 0],
                    "hired_employees": [1999, 1929, 0, 0, 70],
                ])
            #expect(try stack.counts() == [12, 183, 1929])
            for (receipt, part) in zip(receipts, parts) where receipt.table == "hired_employees" {
                #expect(receipt.rejectsByCode == ["missing": 70])
                for reject in try stack.rejects(receipt.id) {
                    #expect(part.content.dropFirst(reject.offset).starts(with: reject.text.utf8))
                    #expect(reject.line == 1 + part.content.prefix(reject.offset).count { $0 == 10 })
                }
            }
        }

        @Test(arguments: [true, false])
        func packedForm_GoesIn(_ isChunked: Bool) throws {
            let parts = try ChallengeFiles.parts()
            let packed = try stack.gzip(MultipartBody(parts).bytes)
            #expect(packed.count < 60_000)
            let path = try stack.scratch("packed", packed)
            let answer = try stack.curl(
                "/upload",
                ["-H", MultipartBody.contentType, "-H", "Content-Encoding: gzip"]
                    + (isChunked
                        ? ["-H", "Transfer-Encoding: chunked", "-X", "POST", "-T", "-"]
                        : ["--data-binary", "@\(path)"]),
                input: path)
            try expectAll(stack.expectSuccess(answer), parts)
        }

        @Test func chunkedForm_GoesIn() throws {
            let parts = try ChallengeFiles.parts()
            let answer = try stack.upload(parts, "", ["-H", "Transfer-Encoding: chunked"])
            try expectAll(stack.expectSuccess(answer), parts)
        }

        /// Chunks of odd sizes, the first of one byte.
        @Test func oddChunks_GoIn() throws {
            let parts = try ChallengeFiles.parts()
            let client = try RawClient(stack)
            try client.send(
                "POST /upload HTTP/1.1\r\nHost: wharf\r\n\(stack.authorization)Connection: close\r\n\(MultipartBody.contentType)\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n")
            var rest = MultipartBody(parts).bytes[...]
            var size = 1
            while !rest.isEmpty {
                try client.sendChunk(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
                size = size * 7 % 4099 + 1
            }
            try client.send("0\r\n\r\n")
            try expectAll(stack.expectSuccess(client.readAnswer()), parts)
        }

        @Test(arguments: ["", "gzip", "chunked"])
        func bareFiles_GoIn_OneByOne(_ coding: String) throws {
            var receipts: [Receipt] = []
            for table in ChallengeFiles.tables {
                let bytes = try ChallengeFiles.bytes(table)
                let arguments =
                    switch coding {
                    case "gzip": ["-H", "Content-Encoding: gzip"]
                    case "chunked": ["-H", "Transfer-Encoding: chunked"]
                    default: [String]()
                    }
                let answer = try stack.uploadBare(
                    coding == "gzip" ? stack.gzip(bytes) : bytes, "?table=\(table)", arguments)
                receipts += try stack.expectSuccess(answer)
            }
            try expectAll(receipts, ChallengeFiles.parts())
        }

        /// Two gzip members one after the other are one file (RFC 1952).
        @Test func gzipMembers_AreOneFile() throws {
            let bytes = try ChallengeFiles.bytes("jobs")
            let packed = try stack.gzip(Array(bytes.prefix(1000))) + stack.gzip(Array(bytes.dropFirst(1000)))
            let receipts = try stack.expectSuccess(
                stack.uploadBare(packed, "?table=jobs", ["-H", "Content-Encoding: gzip"]))
            #expect(receipts.map(\.inserted) == [183])
        }

        /// What several clients send over one connection, one behind the other without waiting.
        @Test func pipelinedRequests_AreAllAnswered() throws {
            let client = try RawClient(stack)
            let body = "1,Support\r\n2,Legal"
            let post =
                "POST /upload?table=departments HTTP/1.1\r\nHost: wharf\r\n\(stack.authorization)Content-Type: text/csv\r\n"
                + "Content-Length: \(body.utf8.count)\r\n"
            try client.send(
                "GET /healthz HTTP/1.1\r\nHost: wharf\r\n\r\n" + post + "\r\n" + body + post
                    + "Connection: close\r\n\r\n"
                    + body)
            let text = String(decoding: try client.readToEnd(), as: UTF8.self)
            let statuses = text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("HTTP/1.1 ") }
            #expect(statuses == ["HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 422 Unprocessable Content"])
            #expect(try stack.count("departments") == 2)
        }
    }
}
