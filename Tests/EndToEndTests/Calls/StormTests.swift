import MariaDB
import Testing

extension EndToEndTests {
    /// The same request many times at once.
    struct StormTests {
        let stack: Stack
        private let newest: String?
        private let key = CallKey()

        init() throws {
            stack = try Stack.shared()
            newest = try stack.newestLoad()
        }

        private func expectRunning(_ answer: Answer) throws {
            try stack.expectProblem(answer, 409, "request-running")
            #expect(Int(answer["retry-after"] ?? "") != nil)
        }

        /// nginx lets in 32 uploads of one address.
        @Test(arguments: [(LoadingCall.bulk, 50), (.upload, 30)])
        func sameKeyAtOnce_IsOneLoad(_ call: LoadingCall, _ clients: Int) throws {
            let requests = try (0..<clients).map { _ in try call.begin(stack, 1...100, key.arguments) }
            let answers = try stack.answers(requests)
            let done = answers.filter { $0.status == 200 }
            let first = try #require(done.first { $0["idempotent-replayed"] == nil })
            #expect(done.count { $0["idempotent-replayed"] == nil } == 1)
            for answer in done { #expect(answer.body == first.body) }
            for answer in answers where answer.status != 200 { try expectRunning(answer) }
            stack.expectReplay(try call.send(stack, 1...100, key.arguments), of: first)
            try stack.expectClosed(call.receipt(first))
            #expect(try stack.count("departments") == 100)
            #expect(try stack.loads(after: newest).map(\.state) == ["done"])
        }

        /// The first one is held up until all others have their answer.
        @Test(.oneResponder, arguments: [(LoadingCall.bulk, 49), (.upload, 29)])
        func sameKey_IsRefused_WhileTheFirstRuns(_ call: LoadingCall, _ others: Int) throws {
            var first: Curl?
            try stack.withRowLocked(id: 50) { unlock in
                first = try call.begin(stack, 1...100, key.arguments)
                try stack.awaitLockWait("INSERT INTO `departments`%")
                let requests = try (0..<others).map { _ in try call.begin(stack, 1...100, key.arguments) }
                for answer in try stack.answers(requests) { try expectRunning(answer) }
                try unlock()
            }
            let answer = try #require(try first?.answer())
            try stack.expectClosed(call.receipt(answer))
            stack.expectReplay(try call.send(stack, 1...100, key.arguments), of: answer)
            #expect(try stack.count("departments") == 100)
            #expect(try stack.loads(after: newest).map(\.state) == ["done"])
        }
    }
}
