import MariaDB
import Testing

extension EndToEndTests {
    /// The responder is killed before it has answered: whoever repeats the request learns the truth, and the rows are in
    /// exactly once.
    @Suite(.oneResponder)
    struct CallCrashTests {
        let stack: Stack
        private let newest: String?
        private let key = CallKey()

        init() throws {
            stack = try Stack.shared()
            newest = try stack.newestLoad()
        }

        @Test(arguments: LoadingCall.allCases)
        func killedDuringTheWrite_IsDoneAnew(_ call: LoadingCall) throws {
            try stack.withRowLocked(id: 2) { unlock in
                let request = try call.begin(stack, 1...3, key.arguments)
                try stack.awaitLockWait("INSERT INTO `departments`%")
                try stack.kill("wharf")
                try stack.expectProblem(request.answer(), 502, "about:blank")
                try stack.start()
                #expect(try !stack.isKept(key))
                try unlock()
            }
            let again = try call.send(stack, 1...3, key.arguments)
            try stack.expectClosed(call.receipt(again))
            #expect(again["idempotent-replayed"] == nil)
            #expect(try stack.count("departments") == 3)
            let states = try stack.loads(after: newest).map(\.state)
            #expect(states == (call == .upload ? ["interrupted", "done"] : ["done"]))
            stack.expectReplay(try call.send(stack, 1...3, key.arguments), of: again)
        }

        /// Whether or not the server still takes the answer of the one that is dead.
        @Test(arguments: LoadingCall.allCases, [false, true])
        func killedAfterTheCommit_IsAnsweredFromWhatIsThere(_ call: LoadingCall, _ isAnswerLost: Bool) throws {
            try stack.asMigrator { holder in
                let request = try commitWithoutAnswer(call, holder)
                let session = try stack.awaitLockWait("UPDATE `wharf_calls`%")
                #expect(try stack.count("departments") == 3)
                try stack.kill("wharf")
                if isAnswerLost { try stack.endSession(session) }
                try holder.execute("ROLLBACK")
                try stack.expectProblem(request.answer(), 502, "about:blank")
            }
            try stack.start()
            let again = try call.send(stack, 1...3, key.arguments)
            let receipt = try call.receipt(again)
            try stack.expectClosed(receipt)
            #expect(again["idempotent-replayed"] == "true" && receipt.sum == [3, 3, 0, 0, 0])
            #expect(try stack.loads(after: newest).map { [$0.id, $0.state] } == [[receipt.id, "done"]])
            #expect(try stack.count("departments") == 3)
            try stack.expectProblem(call.send(stack, 1...4, key.arguments), 422, "key-reused")
        }

        /// One of two tables was written.
        @Test func killedBetweenTwoTables_SaysWhichIsThere() throws {
            let parts = [Part.file("jobs", Text.named(1...5)), .file("departments", Text.named(1...3))]
            try stack.withRowLocked(id: 2) { unlock in
                let request = try stack.beginUpload(parts, "", key.arguments)
                try stack.awaitLockWait("INSERT INTO `departments`%")
                try stack.kill("wharf")
                try stack.expectProblem(request.answer(), 502, "about:blank")
                try stack.start()
                try unlock()
            }
            let again = try stack.upload(parts, "", key.arguments)
            #expect(again.status == 409 && again["idempotent-replayed"] == "true")
            let problem = try again.json(ProblemDocument.self)
            #expect(problem.type == "/problems/interrupted")
            for load in problem.loads ?? [] { try stack.expectClosed(load) }
            #expect(problem.loads?.map(\.table) == ["jobs", "departments"])
            #expect(problem.loads?.map(\.state) == ["done", "interrupted"])
            #expect(try stack.counts() == [0, 5, 0])
        }

        /// Begins a request, and lets its rows be committed while nobody can write to the row of its key.
        private func commitWithoutAnswer(_ call: LoadingCall, _ holder: Connection) throws -> Curl {
            var request: Curl?
            try stack.withRowLocked(id: 2) { unlock in
                request = try call.begin(stack, 1...3, key.arguments)
                try stack.awaitLockWait("INSERT INTO `departments`%")
                try holder.execute("START TRANSACTION")
                // Shared, as the foreign key of the load's receipt wants it too; the answer wants the row for itself. The
                // column is in no index, or only the index would be locked.
                let rows = try holder.query(
                    "SELECT `started_at` FROM `wharf_calls` WHERE `call_key` = ? LOCK IN SHARE MODE", [.text(key.text)])
                try #require(rows.count == 1)
                try unlock()
            }
            return try #require(request)
        }
    }
}
