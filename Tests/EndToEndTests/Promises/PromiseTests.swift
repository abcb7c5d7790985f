import Glibc
import MariaDB
import Testing

extension EndToEndTests {
    /// Loads that are answered before they are written, and go on whatever becomes of the responder.
    @Suite(.oneResponder)
    struct PromiseTests {
        private static let wish = ["-H", "Prefer: respond-async"]
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        /// The receipts of a promise, as they were when it was made.
        private func promised(_ answer: Answer, _ location: SourceLocation = #_sourceLocation) throws -> [Receipt] {
            try #require(answer.status == 202, "\(answer.text)", sourceLocation: location)
            let accepted = try answer.json(UploadAnswer.self, sourceLocation: location)
            #expect(accepted.status == "ACCEPTED", sourceLocation: location)
            #expect(accepted.loads.allSatisfy { $0.state == "checked" }, sourceLocation: location)
            #expect(answer["location"] == "/loads/\(accepted.loads[0].id)", sourceLocation: location)
            #expect(answer["preference-applied"] == "respond-async", sourceLocation: location)
            return accepted.loads
        }

        private func awaitDone(_ receipts: [Receipt], _ location: SourceLocation = #_sourceLocation) throws {
            for receipt in receipts {
                try eventually("the end of the load", withinSeconds: 60, sourceLocation: location) {
                    ["done", "failed", "interrupted"].contains(try stack.receipt(receipt.id).state)
                }
                let end = try stack.receipt(receipt.id)
                #expect(end.state == "done", "\(String(describing: end.problem))", sourceLocation: location)
                try stack.expectClosed(end, sourceLocation: location)
            }
            #expect(try stack.count("wharf_promises") == 0 || stack.spooled.isEmpty, sourceLocation: location)
            stack.expectNothingLeft(location)
        }

        private func stopCount() throws -> Int { try stack.logs().split(separator: "drain_seconds").count }

        @Test func load_IsAnsweredWhenChecked_AndThenWritten() throws {
            let answer = try stack.upload([.file("jobs", "1,A\nx,B\n"), .file("departments", "1,A\n")], "", Self.wish)
            try awaitDone(promised(answer))
            #expect(try stack.counts() == [1, 1, 0])
        }

        @Test func load_GoesOn_AfterTheResponderWasKilled() throws {
            try stack.withRowLocked(id: 15_000) { unlock in
                let answer = try stack.upload(
                    [.file("jobs", "1,A\n"), .file("departments", Text.named(1...20_000) + "x,y\n")], "", Self.wish)
                let receipts = try promised(answer)
                try stack.awaitState("writing", of: receipts[1].id)
                try stack.kill("wharf")
                try unlock()
                try eventually("only the load that was done is there") { try stack.counts() == [0, 1, 0] }
                try stack.start()
                try awaitDone(receipts)
                #expect(try stack.counts() == [20_000, 1, 0])
                #expect(try stack.receipt(receipts[1].id).rejected == 1)
            }
        }

        @Test func load_GoesOn_AfterTheDrainWasOver() throws {
            try stack.withResponder(["WHARF_DRAIN": "0"]) {
                try stack.withRowLocked(id: 15_000) { unlock in
                    let answer = try stack.upload(
                        [.file("departments", Text.named(1...20_000))], "", Self.wish)
                    let receipts = try promised(answer)
                    _ = try stack.awaitWriting()
                    let responder = try stack.pid(of: "wharf")
                    let stops = try stopCount()
                    #expect(kill(responder, SIGTERM) == 0)
                    try eventually("the end of its drain") { try stopCount() > stops }
                    try unlock()
                    try eventually("the responder's end") { !Stack.isAlive(responder) }
                    #expect(try stack.count("departments") == 0)
                    try stack.start()
                    try awaitDone(receipts)
                    #expect(try stack.count("departments") == 20_000)
                }
            }
        }

        @Test func promise_IsNotMade_WhereNothingCanBeWritten() throws {
            let tooMany = try stack.upload([.file("jobs", "1,A\nx,B\n")], "?max_rejects=0", Self.wish)
            try stack.expectProblem(tooMany, 422, "too-many-rejects")
            let dry = try stack.upload([.file("jobs", "1,A\n")], "?dry_run=true", Self.wish)
            try stack.expectSuccess(dry)
            #expect(try stack.counts() == [0, 0, 0])
        }
    }

    /// `DELETE /loads/{id}`.
    @Suite(.oneResponder)
    struct CancelTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private func cancel(_ id: String) throws -> Answer { try stack.get("/loads/\(id)", "-XDELETE") }

        private func expectCancelled(_ id: String, _ answer: Answer) throws {
            #expect(answer.status == 200)
            let receipt = try stack.receipt(id)
            #expect(receipt.state == "interrupted" && receipt.problem?.type == "cancelled")
            try stack.expectClosed(receipt)
            #expect(try stack.counts() == [0, 0, 0])
            stack.expectNothingLeft(#_sourceLocation)
        }

        @Test func load_IsCancelled_WhileItIsReceived() throws {
            let upload = try stack.beginUpload(
                [.file("departments", Text.named(1...20_000))], "", ["--limit-rate", "100K"])
            let id = try stack.awaitReceiving()
            let answer = try cancel(id)
            try stack.expectProblem(upload.answer(), 409, "cancelled")
            try expectCancelled(id, answer)
        }

        @Test func load_IsCancelled_WhileItIsWritten() throws {
            try stack.withRowLocked(id: 15_000) { unlock in
                let upload = try stack.beginUpload([.file("departments", Text.named(1...20_000))])
                let id = try stack.awaitWriting()
                let answer = try cancel(id)
                try unlock()
                try stack.expectProblem(upload.answer(), 409, "cancelled")
                try expectCancelled(id, answer)
            }
        }

        @Test func promisedLoad_IsCancelled() throws {
            try stack.withRowLocked(id: 15_000) { unlock in
                try #require(
                    stack.upload(
                        [.file("departments", Text.named(1...20_000))], "", ["-H", "Prefer: respond-async"]
                    ).status == 202)
                let id = try stack.awaitWriting()
                let answer = try cancel(id)
                try unlock()
                try expectCancelled(id, answer)
            }
        }

        @Test func endedLoad_CannotBeCancelled() throws {
            let receipts = try stack.expectSuccess(stack.upload([.file("jobs", "1,A\n")]))
            try stack.expectProblem(cancel(receipts[0].id), 409, "load-ended")
            try stack.expectProblem(cancel("01J00000000000000000000000"), 404, "unknown-load")
            #expect(try stack.counts() == [0, 1, 0])
        }
    }
}
