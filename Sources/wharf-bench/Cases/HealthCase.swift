import WharfService

/// `GET /healthz` through nginx by many clients, against a responder in C that prints a constant behind the same nginx, and
/// against nginx alone.
struct HealthCase: BenchCase {
    let name = "healthz"
    let summary = "GET /healthz by 64 connections for --seconds, against a C responder that prints a constant"

    private static let connections = 64

    func run(on bench: Workbench) throws -> [Finding] {
        let stack = try bench.stack()
        let constant = try ConstantResponder(environment: ProcessEnvironment.variables)
        var (ours, theirs, ceilings): ([Double], [Double], [Double]) = ([], [], [])
        let seconds = bench.plan.seconds
        try bench.rounds {
            ours.append(try Self.requestsPerSecond("\(stack.wharf.url)/healthz", seconds))
            theirs.append(try Self.requestsPerSecond("\(constant.url)/healthz", seconds))
            ceilings.append(try Self.requestsPerSecond("\(constant.url)/ceiling", seconds))
        }
        let (wharf, rival) = (Series(ours), Series(theirs))
        return [
            finding("responder in C on libfcgi", wharf, rival, .atLeast(0.9)),
            finding("nginx alone", wharf, Series(ceilings), nil),
        ]
    }

    private func finding(_ rival: String, _ wharf: Series, _ other: Series, _ goal: Finding.Goal?) -> Finding {
        Finding(
            name: name, subject: "\(Self.connections) connections", rival: rival, unit: .times,
            figure: wharf.ratio(to: other), goal: goal,
            parts: [("Wharf, requests/s", wharf), ("Rival, requests/s", other)])
    }

    /// By wrk, one thread of which keeps two cores busy. No answer may be an error.
    private static func requestsPerSecond(_ url: String, _ seconds: Int) throws -> Double {
        let options = ["--threads", "1", "--connections", "\(connections)", "--duration", "\(seconds)s", url]
        let output = try ChildProcess(arguments: ["wrk"] + options).run().output
        let label = "Requests/sec:"
        guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix(label) }),
            let speed = Double(line.dropFirst(label.count).filter { $0 != " " }), speed > 0,
            !output.contains("Non-2xx"), !output.contains("Socket errors")
        else { throw BenchError("wrk of \(url): \(output)") }
        return speed
    }
}
