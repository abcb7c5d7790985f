import MariaDB
import Testing

extension EndToEndTests {
    /// Requests with an `Idempotency-Key` that come again.
    struct RepetitionTests {
        let stack: Stack
        private let newest: String?

        init() throws {
            stack = try Stack.shared()
            newest = try stack.newestLoad()
        }

        @Test(arguments: LoadingCall.allCases)
        func sameRequest_IsDoneOnce_AndAnsweredAlike(_ call: LoadingCall) throws {
            let key = CallKey()
            let first = try call.send(stack, 1...3, key.arguments)
            try stack.expectClosed(call.receipt(first))
            for _ in 0..<3 { stack.expectReplay(try call.send(stack, 1...3, key.arguments), of: first) }
            let quoted = try call.send(stack, 1...3, ["-H", "Idempotency-Key: \"\(key.text)\""])
            stack.expectReplay(quoted, of: first)
            #expect(try stack.counts() == [3, 0, 0])
            #expect(try stack.loads(after: newest).map(\.state) == ["done"])
        }

        @Test(arguments: LoadingCall.allCases)
        func refusal_IsAnsweredAlike(_ call: LoadingCall) throws {
            try stack.execute("INSERT INTO `departments` VALUES (1, 'Other')")
            let key = CallKey()
            let first = try call.send(stack, [1], key.arguments)
            try stack.expectProblem(first, 422, "nothing-loaded")
            // It would go in by now; but the client asked for the answer to what was.
            try stack.execute("DELETE FROM `departments`")
            stack.expectReplay(try call.send(stack, [1], key.arguments), of: first)
            #expect(try stack.counts() == [0, 0, 0])
            #expect(try stack.loads(after: newest).count == 1)
        }

        @Test func form_IsTheSame_WithAnotherBoundary() throws {
            let key = CallKey()
            let body = String(
                decoding: MultipartBody([.file("departments", "1,A\n"), .field("on_duplicate", "skip")]).bytes,
                as: UTF8.self)
            let answers = try [MultipartBody.boundary, "another"].map { boundary in
                let path = try stack.scratch(
                    "body", Array(body.replacing(MultipartBody.boundary, with: boundary).utf8))
                let type = "Content-Type: multipart/form-data; boundary=\(boundary)"
                return try stack.curl("/upload", key.arguments + ["-H", type, "--data-binary", "@\(path)"])
            }
            try stack.expectSuccess(answers[0])
            stack.expectReplay(answers[1], of: answers[0])
        }

        @Test func document_IsTheSame_WhenItIsPacked() throws {
            let key = CallKey()
            let document = Array(#"{"table":"departments","data":[[1,"A"]]}"#.utf8)
            let first = try stack.bulk(document, "", key.arguments)
            try stack.expectBulk(first)
            let packed = try stack.bulk(
                stack.gzip(document), "", key.arguments + ["-H", "Content-Encoding: gzip"])
            stack.expectReplay(packed, of: first)
        }

        @Test(arguments: LoadingCall.allCases)
        func otherRequest_IsRefused(_ call: LoadingCall) throws {
            let key = CallKey()
            let first = try call.send(stack, 1...3, key.arguments)
            _ = try call.receipt(first)
            let other: LoadingCall = call == .upload ? .bulk : .upload
            for answer in [
                try call.send(stack, 1...4, key.arguments),
                try call.send(stack, 1...3, key.arguments, query: "?on_duplicate=skip"),
                try other.send(stack, 1...3, key.arguments),
            ] {
                try stack.expectProblem(answer, 422, "key-reused")
                #expect(answer["idempotent-replayed"] == nil)
            }
            stack.expectReplay(try call.send(stack, 1...3, key.arguments), of: first)
            #expect(try stack.counts() == [3, 0, 0])
            #expect(try stack.loads(after: newest).count == 1)
        }

        /// A part more or less is another request, also where all bytes are the same in a row.
        @Test func form_IsAnother_WhenItsPartsAre() throws {
            let key = CallKey()
            let first = try stack.upload([.file("departments", "1,A\n")], "", key.arguments)
            try stack.expectSuccess(first)
            let more = try stack.upload(
                [.file("departments", "1,A\n"), .field("dry_run", "true")], "", key.arguments)
            try stack.expectProblem(more, 422, "key-reused")
            let other = try stack.upload([.file("jobs", "1,A\n")], "", key.arguments)
            try stack.expectProblem(other, 422, "key-reused")
            #expect(try stack.counts() == [1, 0, 0])
        }

        @Test(arguments: LoadingCall.allCases)
        func keys_BelongToTheirCallers(_ call: LoadingCall) throws {
            let key = CallKey()
            let callers = try ["one", "two"].map { Caller.holder(of: try stack.makeToken($0, "load,read").text) }
            let answers = try zip(callers, [1...3, 4...6]).map { caller, ids in
                try call.send(stack, ids, key.arguments, as: caller)
            }
            for answer in answers { #expect(try call.receipt(answer).inserted == 3) }
            #expect(answers.allSatisfy { $0["idempotent-replayed"] == nil })
            #expect(try stack.count("departments") == 6)
            stack.expectReplay(try call.send(stack, 4...6, key.arguments, as: callers[1]), of: answers[1])
            try stack.expectProblem(call.send(stack, 4...6, key.arguments, as: callers[0]), 422, "key-reused")
        }

        @Test(arguments: [
            ["Idempotency-Key;"], ["Idempotency-Key: a b"], ["Idempotency-Key: \"open"], ["Idempotency-Key: \"\""],
            ["Idempotency-Key: caf\u{e9}"], ["Idempotency-Key: a\u{7f}"],
            ["Idempotency-Key: " + String(repeating: "k", count: 256)], ["Idempotency-Key: a", "Idempotency-Key: b"],
        ])
        func malformedKey_IsRefused(_ headers: [String]) throws {
            let calls = try stack.count("wharf_calls")
            for call in LoadingCall.allCases {
                let answer = try call.send(stack, [1], headers.flatMap { ["-H", $0] })
                let problem = try stack.expectProblem(answer, 400, "malformed-request")
                #expect(problem.detail.contains("Idempotency-Key"))
            }
            #expect(try stack.counts() == [0, 0, 0])
            #expect(try stack.count("wharf_calls") == calls)
            #expect(try stack.loads(after: newest).isEmpty)
        }

        @Test func expiredKey_IsForgotten() throws {
            let key = CallKey()
            _ = try LoadingCall.bulk.receipt(LoadingCall.bulk.send(stack, [1], key.arguments))
            try stack.execute(
                """
                UPDATE `wharf_calls`
                   SET `finished_at` = UTC_TIMESTAMP(6) - INTERVAL 25 HOUR
                 WHERE `call_key` = '\(key.text)'
                """)
            // The service looks twice a minute.
            try eventually("the key is forgotten", withinSeconds: 60) { try !stack.isKept(key) }
            let again = try LoadingCall.bulk.send(stack, [2], key.arguments)
            #expect(try LoadingCall.bulk.receipt(again).inserted == 1 && again["idempotent-replayed"] == nil)
        }

        @Test func fileThatWasLoadedBefore_IsSaid_WithoutKey() throws {
            let text = "1,\(CallKey().text)\n"
            let file = [Part.file("departments", text)]
            let first = try stack.expectSuccess(stack.upload(file))[0]
            #expect(first.warnings == [])
            let again = try stack.expectSuccess(stack.upload(file, "?on_duplicate=skip"))[0]
            #expect(again.warnings.count == 1 && again.warnings[0].contains(first.id))
            let withKey = try stack.expectSuccess(stack.upload(file, "?on_duplicate=skip", CallKey().arguments))[0]
            #expect(withKey.warnings == [])
            let elsewhere = try stack.expectSuccess(stack.upload([.file("jobs", text)]))[0]
            #expect(elsewhere.warnings == [])
        }
    }
}
