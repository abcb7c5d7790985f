import Glibc
import MariaDB
import Testing

extension EndToEndTests {
    /// The database goes away: 503, and all is well again when it is back, with the same responder.
    @Suite(.oneResponder)
    struct DatabaseTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private func expectUnavailable(_ answer: Answer) throws {
            try stack.expectProblem(answer, 503, "database-unavailable")
            #expect(Int(answer["retry-after"] ?? "") != nil)
        }

        @Test func endedDatabase_IsSaid_AndItsReturnIsEnough() throws {
            let responder = try stack.pid(of: "wharf")
            try stack.expectSuccess(stack.upload([.file("departments", "1,A\n")]))
            try stack.kill(Stack.server, SIGTERM)
            // Each worker finds out for itself that its connection broke.
            for _ in 0..<20 { try expectUnavailable(stack.get("/tables")) }
            try expectUnavailable(stack.upload([.file("departments", "2,B\n")]))
            try expectUnavailable(stack.get("/loads"))
            try expectUnavailable(stack.get("/readyz"))
            #expect(try stack.get("/healthz").status == 200)
            try stack.start()
            #expect(try stack.get("/readyz").status == 200)
            for id in 2...20 { try stack.expectSuccess(stack.upload([.file("departments", "\(id),B\n")])) }
            #expect(try stack.pid(of: "wharf") == responder)
        }

        @Test func databaseKilledDuringTheUpload_LosesNothingAndKeepsNothing() throws {
            let upload = try stack.beginUpload(
                [.file("departments", Text.named(1...20_000))], "", ["--limit-rate", "300K"])
            let id = try stack.awaitReceiving()
            try stack.kill(Stack.server)
            try expectUnavailable(upload.answerAlone())
            #expect(stack.spooled.isEmpty)
            try stack.start()
            // What could not be said then is said when the database is back.
            try stack.awaitState("failed", of: id)
            let receipt = try stack.receipt(id)
            #expect(receipt.problem?.type == "database-unavailable")
            try stack.expectClosed(receipt)
            #expect(try stack.counts() == [0, 0, 0])
        }

        @Test func databaseKilledDuringTheWrite_KeepsNothingOrAll() throws {
            var id = ""
            var upload: Curl?
            // The lock goes with the server.
            _ = try? stack.withRowLocked(id: 10_000) { _ in
                upload = try stack.beginUpload([.file("departments", Text.named(1...20_000))])
                id = try stack.awaitWriting()
                try stack.kill(Stack.server)
            }
            let answer = try #require(try upload?.answerAlone())
            try stack.start()
            if answer.status == 200 {
                try stack.expectSuccess(answer)
                #expect(try stack.count("departments") == 20_000)
            } else {
                try expectUnavailable(answer)
                try stack.awaitState("failed", of: id)
                try stack.expectClosed(stack.receipt(id))
                #expect(try stack.count("departments") == 0)
            }
        }

        /// Stopped, it accepts connections and does not answer: workers that have a connection and those that have none.
        @Test(.enabled(if: !Stack.isCluster, "a node that hangs is shut out by its cluster, and may need a restart"))
        func hangingDatabase_IsSaid_InTime() throws {
            let warm = try (0..<12).map { _ in try Curl(stack, "/tables", []) }
            for answer in try stack.answers(warm) { #expect(answer.status == 200) }
            let database = try stack.pid(of: Stack.server)
            kill(database, SIGSTOP)
            defer { kill(database, SIGCONT) }
            let requests = try (0..<12).map { _ in try Curl(stack, "/tables", ["--max-time", "30"]) }
            let answers = try stack.answers(requests)
            for answer in answers {
                #expect(answer.curlStatus == 0 && answer.status == 503, "no answer within 30 s")
            }
            #expect(try stack.get("/healthz").status == 200)
            kill(database, SIGCONT)
            try stack.expectSuccess(stack.upload([.file("departments", "1,A\n")]))
        }
    }
}

extension Curl {
    /// The answer while the database is away, so that receipts in it cannot be looked up.
    func answerAlone() throws -> Answer {
        var answer = try answer()
        if let range = answer.body.firstRange(of: Array("\"loads\"".utf8)) {
            answer.body.replaceSubrange(range, with: Array("\"given\"".utf8))
        }
        return answer
    }
}
