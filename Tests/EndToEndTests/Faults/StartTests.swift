import Glibc
import MariaDB
import Testing
import WharfService

extension EndToEndTests.FaultTests {
    /// What becomes of a process that dies while it ends what another one left, and of two that do so at once.
    struct StartTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private static let points: [FaultPoint] = [.instanceBegun, .spoolsSwept, .promiseResumed]
        private static let text = Text.named(1...12_000)

        /// A load is promised, another one is not, and the responder is killed.
        private func leaveBehind() throws -> String {
            let promised = try stack.holding(.loadRowsWritten) {
                let answer = try stack.upload([.file("departments", Self.text)], "", ["-H", "Prefer: respond-async"])
                try #require(answer.status == 202, "\(answer.text)")
                return try answer.json(UploadAnswer.self).loads[0].id
            } _: {
                let other = try stack.beginUpload([.file("jobs", Self.text)], "", ["--limit-rate", "150K"])
                try eventually("a load of jobs") {
                    try stack.query("SELECT 1 FROM `wharf_loads` WHERE `state` = 'receiving'").count == 1
                }
                try stack.kill("wharf")
                _ = try other.answer()
            }
            return promised
        }

        private func expectFulfilled(_ promised: String, _ books: Books) throws {
            try stack.awaitState("done", of: promised)
            #expect(try stack.counts() == [12_000, 0, 0])
            try books.expectClosed(["departments", "jobs"])
        }

        @Test(
            arguments: EndToEndTests.FaultTests.isWhole ? points : [.spoolsSwept],
            EndToEndTests.FaultTests.isWhole ? Blow.Part.allCases : [.responder])
        func processThatDies_LeavesEverythingToTheNextOne(_ point: FaultPoint, _ part: Blow.Part) throws {
            let books = try Books(stack)
            let promised = try leaveBehind()
            try stack.arm(point)
            defer { stack.disarm() }
            let start = try stack.beginStart()
            try stack.awaitHeld(point)
            Tally.count(.faults)
            switch part {
            case .responder: try stack.kill("wharf")
            case .database: try stack.kill(Stack.server)
            case .nginx: try stack.endProxy(SIGKILL)
            }
            stack.disarm()
            try eventually("the end of the start", withinSeconds: 80) { !start.isRunning }
            try stack.start()
            try expectFulfilled(promised, books)
        }

        /// Nobody's load is lost or done twice, and both serve.
        @Test(arguments: 1...(EndToEndTests.FaultTests.isWhole ? 10 : 1))
        func twoProcessesThatStartAtOnce_ShareWhatIsLeft(_ round: Int) throws {
            let books = try Books(stack)
            let promised = try leaveBehind()
            // What a restore and a load have put aside, and did not get round to drop.
            let aside = ["wharf_old_01KA00000000000000000000A", "wharf_twin_01KA00000000000000000000B"]
            for table in aside { try stack.execute("CREATE TABLE `\(table)\(round % 10)` LIKE `jobs`") }
            let sockets = [1, 2].map { "\(stack.path)/run/own\($0).sock" }
            Tally.count(.faults)
            let both = try sockets.map { try OwnResponder(stack, socket: $0, [:]) }
            for responder in both {
                try eventually("a start", withinSeconds: 30) {
                    try #require(responder.child.isRunning, "\(responder.text)")
                    return responder.isReady
                }
            }
            try eventually("the end of the load", withinSeconds: 40) {
                try stack.query("SELECT 1 FROM `wharf_loads` WHERE `id` = ? AND `state` = 'done'", [.text(promised)])
                    .count == 1
            }
            for responder in both { try responder.end() }
            for socket in sockets { unlink(socket) }
            try stack.start()
            try expectFulfilled(promised, books)
        }
    }
}
