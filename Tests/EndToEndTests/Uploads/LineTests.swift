import MariaDB
import Testing

extension EndToEndTests {
    /// Uploads of newline-delimited JSON.
    struct LineTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private let lines = """
            {"id": 1, "department": "Support"}
            {"id": 2, "department": ""}
            {"id": 3, "department": "Legal"}

            """

        @Test(arguments: ["application/x-ndjson", "application/ndjson; charset=utf-8", "application/jsonl"])
        func bareBody_GoesIn(_ type: String) throws {
            let path = try stack.scratch("body", Array(lines.utf8))
            let answer = try stack.curl(
                "/upload?table=departments", ["-H", "Content-Type: \(type)", "--data-binary", "@\(path)"])
            let receipt = try #require(try stack.expectSuccess(answer).first)
            #expect(receipt.sum == [3, 2, 0, 0, 1] && receipt.source == "upload" && receipt.json?.rows == "objects")
            #expect(try answer.json(UploadAnswer.self).errors?.map(\.line) == [2])
        }

        @Test func gzipBody_IsUnpacked() throws {
            let packed = try stack.gzip(Array(lines.utf8))
            let path = try stack.scratch("body", packed)
            let answer = try stack.curl(
                "/upload?table=departments",
                [
                    "-H", "Content-Type: application/x-ndjson", "-H", "Content-Encoding: gzip", "--data-binary",
                    "@\(path)",
                ])
            #expect(try stack.expectSuccess(answer).map(\.sum) == [[3, 2, 0, 0, 1]])
        }

        /// Parents as JSON by the part's type, children as CSV, and one part by its file's name.
        @Test func parts_MayBeOfBothKinds() throws {
            let departments = try stack.scratch("departments", Array(lines.utf8))
            let jobs = try stack.scratch("jobs", Array("[1,\"Clerk\"]\n".utf8))
            let people = try stack.scratch("people", Array("1,Ada,2021-01-01T00:00:00Z,1,1\n".utf8))
            let receipts = try stack.expectSuccess(
                stack.curl(
                    "/upload",
                    [
                        "-F", "hired_employees=@\(people);filename=people.csv", "-F",
                        "departments=@\(departments);type=application/x-ndjson", "-F",
                        "jobs=@\(jobs);filename=jobs.jsonl",
                    ]))
            #expect(receipts.map(\.sum) == [[1, 1, 0, 0, 0], [3, 2, 0, 0, 1], [1, 1, 0, 0, 0]])
            #expect(receipts.map { $0.json?.rows } == [nil, "objects", "arrays"])
            #expect(try stack.counts() == [2, 1, 1])
        }

        @Test(arguments: [
            ("?table=departments", "id;department\n1;A\n", 415, "not-json"),
            ("?table=departments", "{\"id\":1,\n\"department\":\"A\"}\n", 415, "not-json"),
            ("?table=departments", "\n", 400, "empty-file"),
            ("?table=departments", "{\"id\":1}", 422, "columns-do-not-match"),
            ("?table=departments", "{\"id\":1,\"department\":null}", 422, "nothing-loaded"),
            ("?table=departments&delimiter=comma", "{\"id\":1,\"department\":\"A\"}", 400, "bad-option"),
            ("?table=departments&encoding=utf-8", "{\"id\":1,\"department\":\"A\"}", 400, "bad-option"),
            ("?table=pets", "{\"id\":1}", 404, "unknown-table"), ("", "{\"id\":1}", 400, "bad-option"),
        ])
        func file_IsRefused_WithNothingWritten(_ query: String, _ text: String, _ status: Int, _ type: String) throws {
            try stack.expectProblem(stack.uploadLines(text, query), status, type)
            #expect(try stack.counts() == [0, 0, 0])
        }

        @Test func bodyCutShort_LeavesNothing() throws {
            let client = try RawClient(stack)
            let text = (1...20_000).map { "{\"id\":\($0),\"department\":\"Number \($0)\"}\n" }.joined()
            try client.send(
                "POST /upload?table=departments HTTP/1.1\r\nHost: wharf\r\n\(stack.authorization)Content-Type: application/x-ndjson\r\n"
                    + "Content-Length: \(text.utf8.count + 1)\r\n\r\n")
            try client.send(text)
            let id = try stack.awaitReceiving()
            client.close()
            try stack.awaitState("interrupted", of: id)
            #expect(try stack.counts() == [0, 0, 0])
        }

        @Test(.oneResponder, .timeLimit(.minutes(5)))
        func largeFile_StaysWithinMemory() throws {
            try stack.restartResponder()
            let text = (1...500_000).map { "{\"id\":\($0),\"department\":\"Department number \($0)\"}\n" }.joined()
            #expect(text.utf8.count > 20 << 20)
            let receipts = try stack.expectSuccess(stack.uploadLines(text, "?table=departments&dry_run=true"))
            #expect(receipts.map(\.inserted) == [500_000])
            #expect(try stack.responderPeakBytes() < Stack.memoryBound(megabytes: 64))
        }
    }
}
