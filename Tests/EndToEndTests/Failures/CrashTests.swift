import Glibc
import MariaDB
import Testing

extension EndToEndTests {
    /// What becomes of loads when the responder ends in the middle.
    @Suite(.oneResponder)
    struct CrashTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private func expectInterrupted(_ id: String, _ type: String = "interrupted") throws {
            let receipt = try stack.receipt(id)
            #expect(receipt.state == "interrupted")
            #expect(receipt.problem?.type == type)
            try stack.expectClosed(receipt)
            try eventually("no row") { try stack.counts() == [0, 0, 0] }
            #expect(stack.spooled.isEmpty)
        }

        @Test func killedResponder_LeavesNothing_WhileItReceives() throws {
            let upload = try stack.beginUpload(
                [.file("departments", Text.named(1...60_000))], "", ["--limit-rate", "150K"])
            let id = try stack.awaitReceiving()
            try eventually("rows in the spool") { !stack.spooled.isEmpty }
            try stack.kill("wharf")
            #expect(!stack.spooled.isEmpty)
            try stack.expectProblem(upload.answer(), 502, "about:blank")
            #expect(try stack.counts() == [0, 0, 0])
            try stack.start()
            try expectInterrupted(id)
        }

        @Test func killedResponder_LeavesNothing_WhileItWrites() throws {
            try stack.withRowLocked(id: 15_000) { unlock in
                let upload = try stack.beginUpload([.file("departments", Text.named(1...20_000))])
                let id = try stack.awaitWriting()
                try stack.kill("wharf")
                try stack.expectProblem(upload.answer(), 502, "about:blank")
                try stack.start()
                try unlock()
                try expectInterrupted(id)
            }
        }

        @Test func killedResponder_LeavesNothing_OfSeveralLoads() throws {
            let text = Text.named(1...20_000)
            let uploads = try ["departments", "jobs"].map {
                try stack.beginUpload([.file($0, text)], "", ["--limit-rate", "150K"])
            }
            try eventually("two loads") {
                try stack.get("/loads?state=receiving").json(LoadPage.self).loads.count == 2
            }
            let loads = try stack.get("/loads?state=receiving").json(LoadPage.self).loads
            try stack.kill("wharf")
            for answer in try stack.answers(uploads) { try stack.expectProblem(answer, 502, "about:blank") }
            try stack.start()
            for load in loads { try expectInterrupted(load.id) }
        }

        @Test func uploadGoesIn_AfterTheResponderIsBack() throws {
            try stack.kill("wharf")
            try stack.expectProblem(stack.upload([.file("departments", "1,A\n")]), 502, "about:blank")
            try stack.start()
            try stack.expectSuccess(stack.upload([.file("departments", "1,A\n")]))
        }

        @Test func terminatedResponder_FinishesTheUpload_AndEnds() throws {
            let upload = try stack.beginUpload(
                [.file("departments", Text.named(1...20_000))], "", ["--limit-rate", "250K"])
            let id = try stack.awaitReceiving()
            let responder = try stack.pid(of: "wharf")
            #expect(kill(responder, SIGTERM) == 0)
            let answer = try upload.answer()
            try eventually("the responder's end") { !Stack.isAlive(responder) }
            #expect(namesIn("\(stack.path)/spool").isEmpty)
            try stack.start()
            let receipts = try stack.expectSuccess(answer)
            #expect(receipts.map(\.id) == [id])
            #expect(try stack.count("departments") == 20_000)
        }

        /// A client that is slower than the drain may last is cut off, and nothing of its load is kept.
        @Test func terminatedResponder_CutsOffTheUpload_AfterItsDrain() throws {
            try stack.withResponder(["WHARF_DRAIN": "1"]) {
                let upload = try stack.beginUpload(
                    [.file("departments", Text.named(1...20_000))], "", ["--limit-rate", "20K"])
                let id = try stack.awaitReceiving()
                let responder = try stack.pid(of: "wharf")
                #expect(kill(responder, SIGTERM) == 0)
                try eventually("the responder's end") { !Stack.isAlive(responder) }
                let answer = try upload.answer()
                #expect(answer.status == 400 || answer.status == 502)
                #expect(answer["content-type"] == "application/problem+json")
                try stack.start()
                try expectInterrupted(id, "incomplete-body")
            }
        }
    }
}
