/// A thousand good rows by `POST /bulk`, against the same rows by one `INSERT` of text that commits by itself.
struct BulkCase: BenchCase {
    let name = "bulk"
    let summary = "1000 rows by POST /bulk, against one raw INSERT"

    private static let rowsPerBatch = 1000
    private static let repetitions = 50
    /// Twice as many as the service has workers: each of them has its own connection and its own prepared statements.
    private static let warmUps = 32

    func run(on bench: Workbench) throws -> [Finding] {
        let stack = try bench.stack()
        let client = try BulkConnection(url: stack.wharf.url, token: stack.wharf.token)
        var (bulk, raw): ([Series], [Series]) = ([], [])
        try bench.rounds {
            let round = try measure(stack, client)
            bulk.append(round.bulk)
            raw.append(round.raw)
        }
        return [finding(bulk, raw)]
    }

    private func finding(_ bulk: [Series], _ raw: [Series]) -> Finding {
        func part(_ whose: String, _ series: [Series], _ percent: Int) -> (name: String, series: Series) {
            ("\(whose), p\(percent), ms", Series(series.map { $0.percentile(percent) }))
        }
        return Finding(
            name: name, subject: "\(Self.rowsPerBatch.grouped) rows, time", rival: "INSERT of text", unit: .times,
            figure: Series(bulk.map(\.median)).ratio(to: Series(raw.map(\.median))), goal: .atMost(1.15),
            parts: [("Wharf", bulk), ("INSERT", raw)].flatMap { whose, series in
                [part(whose, series, 50), part(whose, series, 99)]
            })
    }

    /// Milliseconds of each batch. The two take turns, each of them first as often as the other.
    private func measure(_ stack: Stack, _ client: BulkConnection) throws -> (bulk: Series, raw: Series) {
        try stack.database.emptyEmployees()
        var batches = try EmployeeBatches(stack.database, rows: Self.rowsPerBatch)
        var (bulk, raw): ([Double], [Double]) = ([], [])
        for turn in 0..<Self.warmUps + Self.repetitions {
            let (sent, written) = (batches.next(), batches.next())
            let (document, statement) = (sent.document, written.statement)
            func send() throws -> Double { try milliseconds { try client.load(sent, document) } }
            func write() throws -> Double { try milliseconds { try stack.database.execute(statement) } }
            let isSentFirst = turn % 2 == 0
            let first = try isSentFirst ? send() : write()
            let second = try isSentFirst ? write() : send()
            guard turn >= Self.warmUps else { continue }
            bulk.append(isSentFirst ? first : second)
            raw.append(isSentFirst ? second : first)
        }
        try stack.database.expectEmployees(batches.rowsMade, after: "the batches")
        return (Series(bulk), Series(raw))
    }

    private func milliseconds(_ body: () throws -> Void) throws -> Double {
        let watch = Stopwatch.wall()
        try body()
        return watch.seconds * 1000
    }
}
