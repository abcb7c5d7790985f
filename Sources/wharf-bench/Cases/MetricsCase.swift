/// `GET /hires_q` and `GET /hires_depa` through nginx, stored and answered, against the usual SQL that is only selected.
struct MetricsCase: BenchCase {
    let name = "metrics"
    let summary = "hires_q and hires_depa of one year, against the usual join of three tables"

    private static let year = 2021

    func run(on bench: Workbench) throws -> [Finding] {
        let stack = try bench.stack()
        let files = try bench.samples()
        try stack.wharf.upload(["hired_employees": files.hiredEmployees]).load.expect(inserted: files.rows)
        try stack.database.settle()
        let findings = [
            try measure(bench, stack, "hires_q", UsualMetricRival.hiresByQuarter(Self.year), .atLeast(7)),
            try measure(bench, stack, "hires_depa", UsualMetricRival.hiresByDepartment(Self.year), nil),
        ]
        try stack.database.emptyEmployees()
        return findings
    }

    /// - Parameter sql: the usual one.
    private func measure(
        _ bench: Workbench, _ stack: Stack, _ report: String, _ sql: String, _ goal: Finding.Goal?
    ) throws -> Finding {
        let rival = UsualMetricRival(database: stack.database)
        var (calls, joins): ([Double], [Double]) = ([], [])
        var disk = 0
        // Once for nothing: the index and the table come into memory for both.
        _ = try (rival.run(sql), stack.wharf.get("/\(report)?year=\(Self.year)"))
        for round in 1...bench.rounds {
            bench.log("\(report): round \(round) of \(bench.rounds)")
            let (call, tables) = try stack.database.countingDiskTables {
                try stack.wharf.get("/\(report)?year=\(Self.year)")
            }
            disk += tables
            let join = try rival.run(sql)
            guard try call.number("rows_written") == join.rows else {
                throw BenchError("\(report) has \(try call.number("rows_written")) rows, the usual SQL \(join.rows)")
            }
            calls.append(call.seconds * 1000)
            joins.append(join.seconds * 1000)
        }
        guard disk == 0 else { throw BenchError("\(report) put \(disk) temporary tables on disk") }
        let (call, join) = (Series(calls), Series(joins))
        return Finding(
            name: name, subject: "\(report), \(bench.rows.grouped) rows", rival: "the usual SQL", unit: .times,
            figure: join.ratio(to: call), goal: goal, parts: [("Wharf, ms", call), ("Rival, ms", join)],
            counts: [("Created_tmp_disk_tables", disk)])
    }
}
