/// Many clients that send bulk requests all the time: each is answered, and each row is there once.
struct BulkClientsCase: BenchCase {
    let name = "bulk-clients"
    let summary = "64 clients of POST /bulk at once for --seconds: no error, each row once"

    private static let clients = 64
    private static let rowsPerBatch = 100

    func run(on bench: Workbench) throws -> [Finding] {
        let stack = try bench.stack()
        var latencies: [Series] = []
        var speeds: [Double] = []
        try bench.rounds {
            try stack.database.emptyEmployees()
            let crowd = try BulkCrowd(stack, clients: Self.clients, rowsPerBatch: Self.rowsPerBatch)
            let watch = Stopwatch.wall()
            try crowd.run(seconds: bench.plan.seconds)
            speeds.append(Double(crowd.batches.rowsMade) / watch.seconds)
            latencies.append(Series(crowd.milliseconds))
            try stack.database.expectEmployeesOnce(crowd.batches.rowsMade)
        }
        return [finding(latencies, Series(speeds))]
    }

    private func finding(_ latencies: [Series], _ speeds: Series) -> Finding {
        Finding(
            name: name, subject: "\(Self.clients) clients, \(Self.rowsPerBatch) rows each time, p99",
            unit: .milliseconds, figure: Series(latencies.map { $0.percentile(99) }),
            parts: [
                ("p50, ms", Series(latencies.map { $0.percentile(50) })),
                ("slowest, ms", Series(latencies.map(\.most))), ("rows/s", speeds),
            ],
            counts: [("requests", latencies.reduce(0) { $0 + $1.values.count }), ("errors", 0)])
    }
}
