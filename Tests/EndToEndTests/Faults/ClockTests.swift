import Glibc
import Testing
import WharfService

/// A library that tells a process another time.
private enum FakeClock {
    static let library: String? = ["x86_64", "aarch64"].map { "/usr/lib/\($0)-linux-gnu/faketime/libfaketimeMT.so.1" }
        .first { access($0, R_OK) == 0 }
}

extension EndToEndTests.FaultTests {
    /// The clock of the responder's machine is set back while it runs.
    @Suite(
        .enabled(if: FakeClock.library != nil, "libfaketime is missing: make test-faults installs it"),
        .enabled(if: !Wharf.isSanitized, "libfaketime and the sanitizer replace the same functions"))
    struct ClockTests {
        let stack: Stack

        init() throws {
            stack = try Stack.shared()
            stack.emptyBucket()
        }

        /// Runs `body` with a responder whose clock differs by what `set` was told last: seconds.
        private func withClock(_ body: (_ set: (Int) throws -> Void) throws -> Void) throws {
            let file = stack.scratchPath("clock")
            func set(_ seconds: Int) throws {
                try writeFile(file + ".new", Array("\(seconds < 0 ? "" : "+")\(seconds)\n".utf8))
                try #require(rename(file + ".new", file) == 0)
            }
            try set(0)
            let settings = [
                "LD_PRELOAD": FakeClock.library ?? "", "FAKETIME_TIMESTAMP_FILE": file, "FAKETIME_NO_CACHE": "1",
                "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            ]
            // The library changes the environment where it comes into it first, after which Swift does not find the program's
            // arguments: so that is another program's.
            try stack.withOwnResponder(settings, runner: ["env"]) { try body(set) }
        }

        /// Two days back: loads, keys and backups stay what they are, and the newest backup is the one taken last.
        @Test func clockThatIsSetBack_CostsNothing() throws {
            // Identifiers go by the clock: those of loads in the past would be among those that went before.
            try stack.execute("DELETE FROM `wharf_loads`")
            let books = try Books(stack)
            try withClock { set in
                try stack.expectSuccess(stack.upload([.file("departments", Text.named(1...100))]))
                try stack.backUp("departments")
                Tally.count(.faults)
                try set(-172_800)
                for call in LoadingCall.allCases {
                    let key = CallKey()
                    let ids = call == .upload ? 101...200 : 201...300
                    let answer = try call.send(stack, ids, key.arguments)
                    let receipt = try call.receipt(answer)
                    #expect(receipt.inserted == 100)
                    stack.expectReplay(try call.send(stack, ids, key.arguments), of: answer)
                }
                let last = try stack.backUp("departments").backups[0]
                #expect(try stack.listed("departments").map(\.id).first == last.id)
                #expect(try stack.get("/hires_q?year=2021").status == 200)
                try books.expectClosed(["departments"])
                try stack.execute("DELETE FROM `departments`")
                #expect(try stack.restore(#"{"table": "departments"}"#).restores[0].backup == last.id)
                #expect(try stack.count("departments") == 300)
                // And on again: whoever was heard of in what is the past now is no dead instance.
                try set(0)
                try stack.expectSuccess(stack.upload([.file("jobs", Text.named(1...100))]))
            }
            try eventually("one instance") { try stack.count("wharf_instances") == 1 }
        }
    }
}
