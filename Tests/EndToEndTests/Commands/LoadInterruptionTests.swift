import Glibc
import MariaDB
import Testing

extension EndToEndTests {
    /// What is left of a `wharf load` that ends before its time.
    struct LoadInterruptionTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        /// More than stays in memory.
        private let text = Text.named(1...20_000)

        private func expectInterrupted(_ id: String, _ type: String) throws {
            let receipt = try stack.receipt(id)
            #expect(receipt.state == "interrupted" && receipt.problem?.type == type && receipt.source == "command")
            try stack.expectClosed(receipt)
            #expect(try stack.counts() == [0, 0, 0])
            #expect(stack.spooled.isEmpty)
        }

        /// A load that reads from a pipe, and has read what there is.
        private func receivingLoad() throws -> (command: Command, id: String) {
            let command = try Command(stack, ["load", "-", "--table", "departments"], isFed: true)
            try command.feed(text)
            return (command, try stack.awaitReceiving())
        }

        @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
        func signal_EndsTheReading_InOrder(_ signal: Int32) throws {
            let (command, id) = try receivingLoad()
            command.child.send(signal)
            let outcome = try command.outcome()
            #expect(outcome.status == 130)
            #expect(outcome.output.contains("departments: interrupted"))
            #expect(outcome.errors == "wharf: The command was interrupted; nothing of the load was kept.\n")
            try expectInterrupted(id, "cancelled")
            let instances = "SELECT `id` FROM `wharf_instances` WHERE `pid` = ?"
            #expect(try stack.query(instances, [SQLValue.signed(Int64(command.child.pid))]).isEmpty)
        }

        @Test func signal_EndsTheWrite_InOrder() throws {
            let file = try stack.named("departments.csv", text)
            var command: Command?
            var id = ""
            try stack.withRowLocked(id: 15_000) { unlock in
                command = try Command(stack, ["load", file])
                id = try stack.awaitWriting()
                command?.child.send(SIGINT)
                try unlock()
                #expect(try command?.outcome().status == 130)
            }
            try expectInterrupted(id, "cancelled")
        }

        @Test(.enabled(if: !Wharf.isSanitized, "the sanitizer gives the second signal after the first one's work"))
        func secondSignal_EndsTheProcess_AndTheNextLoadCleansUp() throws {
            let file = try stack.named("departments.csv", text)
            var id = ""
            try stack.withRowLocked(id: 1) { _ in
                let command = try Command(stack, ["load", file])
                id = try stack.awaitWriting()
                // Two signals of one kind that come together count once.
                command.child.send(SIGINT)
                command.child.send(SIGTERM)
                try eventually("the end") { !command.child.isRunning }
                #expect(try command.outcome().status == 130)
                #expect(!stack.spooled.isEmpty)
            }
            let other = try stack.named("jobs.csv", "1,A\n")
            #expect(try stack.command("load", other).status == 0)
            try stack.execute("DELETE FROM `jobs`")
            try expectInterrupted(id, "interrupted")
        }

        @Test func killedLoad_IsCleanedUp_ByTheServicesNextStart() throws {
            let (command, id) = try receivingLoad()
            command.child.send(SIGKILL)
            #expect(try command.outcome().status == 128 + SIGKILL)
            #expect(!stack.spooled.isEmpty)
            try stack.restartResponder()
            try expectInterrupted(id, "interrupted")
        }

        @Test func runningLoad_IsSeen_AndCancelledOverHTTP() throws {
            let (command, id) = try receivingLoad()
            let list = try stack.command("loads", "--state", "receiving").output
            #expect(list.contains(id) && list.contains("departments: receiving, command by"))
            let cancelled = try stack.curl("/loads/\(id)", ["-X", "DELETE"])
            #expect(cancelled.status == 200, "\(cancelled.text)")
            try eventually("the end") { !command.child.isRunning }
            #expect(try command.outcome().status == 130)
            try expectInterrupted(id, "cancelled")
        }

        @Test func inputThatEnds_IsAWholeFile() throws {
            let (command, id) = try receivingLoad()
            command.endInput()
            #expect(try command.outcome().status == 0)
            #expect(try stack.receipt(id).sum == [20_000, 20_000, 0, 0, 0])
        }
    }
}
