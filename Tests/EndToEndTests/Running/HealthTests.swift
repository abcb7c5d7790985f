import Glibc
import Testing

extension EndToEndTests {
    /// The call that is made all day.
    @Suite(.oneResponder)
    struct HealthTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        /// In calls of read(2) and write(2), which repeat: a request is read at once, its answer and its line in the log are
        /// written at once. Threads at work beside it may add a few.
        @Test func health_CostsOneReadAndTwoWrites() throws {
            let requests = 100
            let before = try counters()
            for _ in 0..<requests { #expect(try stack.get("/healthz").status == 200) }
            let after = try counters()
            #expect((requests...requests + 10).contains(after.reads - before.reads))
            #expect((2 * requests...2 * requests + 10).contains(after.writes - before.writes))
        }

        /// nginx has kept connections to a process that is not there any more.
        @Test(arguments: [SIGTERM, SIGKILL])
        func health_Answers_AfterARestart(_ signal: Int32) throws {
            for _ in 0..<3 {
                for _ in 0..<10 { #expect(try stack.get("/healthz").status == 200) }
                try stack.kill("wharf", signal)
                try stack.restartResponder()
                for _ in 0..<10 { #expect(try stack.get("/healthz").status == 200) }
            }
        }

        /// `syscr` and `syscw` of proc_pid_io(5).
        private func counters() throws -> (reads: Int, writes: Int) {
            let text = String(decoding: try readFile("/proc/\(stack.pid(of: "wharf"))/io"), as: UTF8.self)
            func number(_ name: String) throws -> Int {
                let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("\(name): ") })
                return try #require(Int(line.filter(\.isNumber)))
            }
            return (try number("syscr"), try number("syscw"))
        }
    }
}
