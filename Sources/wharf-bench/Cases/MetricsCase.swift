/// `GET /hires_q` and `GET /hires_depa` through nginx, stored and answered, against the usual SQL that is only selected.
struct MetricsCase: BenchCase {
    let name = "metrics"
    let summary = "hires_q and hires_depa of one year in --large-rows, against the usual join of three tables"

    private static let year = 2021

    func run(on bench: Workbench) throws -> [Finding] {
        let rows = try bench.holding(.large).rows
        try warmUp(bench.stack())
        let quarters = try measure(bench, rows, "hires_q", UsualMetricRival.hiresByQuarter(Self.year), .atLeast(10))
        let departments = try measure(
            bench, rows, "hires_depa", UsualMetricRival.hiresByDepartment(Self.year), nil)
        let time = Finding(
            name: name, subject: "hires_q, time", unit: .milliseconds, figure: quarters.parts[0].series,
            goal: .below(1000))
        return [quarters, time, departments]
    }

    /// Once for nothing: the indexes and the table come into memory for both.
    private func warmUp(_ stack: Stack) throws {
        for report in ["hires_q", "hires_depa"] { _ = try stack.wharf.get("/\(report)?year=\(Self.year)") }
        _ = try UsualMetricRival(database: stack.database).run(UsualMetricRival.hiresByQuarter(Self.year))
    }

    /// - Parameter sql: the usual one.
    private func measure(
        _ bench: Workbench, _ rows: Int, _ report: String, _ sql: String, _ goal: Finding.Goal?
    ) throws -> Finding {
        let stack = try bench.stack()
        let rival = UsualMetricRival(database: stack.database)
        var (calls, joins): ([Double], [Double]) = ([], [])
        var disk = 0
        bench.log(report)
        try bench.rounds {
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
            name: name, subject: "\(report), \(rows.grouped) rows", rival: "the usual SQL", unit: .times,
            figure: join.ratio(to: call), goal: goal, parts: [("Wharf, ms", call), ("Rival, ms", join)],
            counts: [("Created_tmp_disk_tables", disk)])
    }
}
