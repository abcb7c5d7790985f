import Glibc
import MariaDB
import Testing

extension EndToEndTests {
    /// Failures that may pass: whoever repeats the request begins anew.
    @Suite(.oneResponder)
    struct GivenBackKeyTests {
        let stack: Stack
        private let key = CallKey()

        init() throws { stack = try Stack.shared() }

        private func expectAnew(_ call: LoadingCall, _ ids: ClosedRange<Int>) throws {
            let answer = try eventually("the key is free") {
                let answer = try call.send(stack, ids, key.arguments)
                return answer.status == 409 ? nil : answer
            }
            try stack.expectClosed(call.receipt(answer))
            #expect(answer["idempotent-replayed"] == nil)
            #expect(try stack.count("departments") == ids.count)
            stack.expectReplay(try call.send(stack, ids, key.arguments), of: answer)
        }

        @Test func bodyCutShort_GivesTheKeyBack() throws {
            let body = MultipartBody([.file("departments", Text.named(1...20_000))]).bytes
            let client = try RawClient(stack)
            try client.send(
                "POST /upload HTTP/1.1\r\nHost: wharf\r\n\(stack.authorization)\(MultipartBody.contentType)\r\n"
                    + "Idempotency-Key: \(key.text)\r\nContent-Length: \(body.count)\r\n\r\n")
            try client.send(Array(body.prefix(body.count / 2)))
            let id = try stack.awaitReceiving()
            #expect(try stack.isKept(key))
            client.close()
            try stack.awaitState("interrupted", of: id)
            try eventually("the key is given back") { try !stack.isKept(key) }
            #expect(try stack.counts() == [0, 0, 0])
            try expectAnew(.upload, 1...20_000)
        }

        @Test(arguments: LoadingCall.allCases)
        func endedDatabase_GivesTheKeyBack(_ call: LoadingCall) throws {
            try stack.kill(Stack.server, SIGTERM)
            for _ in 0..<20 {
                try stack.expectProblem(call.send(stack, 1...3, key.arguments), 503, "database-unavailable")
            }
            try stack.start()
            try expectAnew(call, 1...3)
        }

        /// The key was taken, and cannot be given back before the database is there again.
        @Test func databaseKilledDuringTheUpload_GivesTheKeyBack_WhenItReturns() throws {
            let upload = try LoadingCall.upload.begin(
                stack, 1...20_000, key.arguments + ["--limit-rate", "300K"])
            let id = try stack.awaitReceiving()
            try stack.kill(Stack.server)
            try stack.expectProblem(upload.answerAlone(), 503, "database-unavailable")
            try stack.start()
            try stack.awaitState("failed", of: id)
            #expect(try stack.counts() == [0, 0, 0])
            try expectAnew(.upload, 1...20_000)
        }

        /// The rows wait for a lock when the server dies: nothing of them is there, or the service repeats them itself.
        @Test(arguments: LoadingCall.allCases)
        func databaseKilledDuringTheWrite_LeavesNoDoubt(_ call: LoadingCall) throws {
            var request: Curl?
            // The lock goes with the server.
            _ = try? stack.withRowLocked(id: 2) { _ in
                request = try call.begin(stack, 1...3, key.arguments)
                try stack.awaitLockWait("INSERT INTO `departments`%")
                try stack.kill(Stack.server)
            }
            let answer = try #require(try request?.answerAlone())
            try stack.start()
            if answer.status == 200 {
                stack.expectReplay(try call.send(stack, 1...3, key.arguments), of: answer)
            } else {
                try stack.expectProblem(answer, 503, "database-unavailable")
                try expectAnew(call, 1...3)
            }
            #expect(try stack.count("departments") == 3)
        }
    }
}
