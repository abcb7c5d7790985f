import Glibc

/// A responder in C on libfcgi, with as many threads as Wharf has workers. See `Tests/Support/bench/responder.c`.
///
/// It ends with its owner, and also when this process dies.
final class ConstantResponder {
    /// Of nginx, which passes `/healthz` on to it.
    let url: String
    private let process: ChildProcess.Running

    /// Starts it; it serves when this returns.
    init(environment: [String: String]) throws {
        func variable(_ name: String) throws -> String {
            guard let value = environment[name], !value.isEmpty else {
                throw BenchError("\(name) is not set; `make bench` sets it")
            }
            return value
        }
        url = try variable("BENCH_RESPONDER_URL")
        let program = ChildProcess(arguments: [
            try variable("BENCH_RESPONDER"), try variable("BENCH_RESPONDER_SOCKET"), "16",
        ])
        process = try program.startUntilLine()
    }

    deinit { process.end() }
}
