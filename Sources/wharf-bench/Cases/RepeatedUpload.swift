/// Rows of `hired_employees` uploaded in the same way several times.
struct RepeatedUpload {
    private var speeds: [Double] = []
    private var speedsPerCore: [Double] = []
    private var stages: [[String: Double]] = []
    private var counts: [(name: String, value: Int)] = []

    /// Uploads `rows` sound rows, and what stands among them, and notes the rows per second.
    mutating func add(
        _ stack: Stack, _ path: String, rows: Int, query: String = "", check: (Upload.Load) throws -> Void
    ) throws {
        let began = try stack.responder.cpuTicks()
        let (upload, growth) = try stack.database.counting {
            try stack.wharf.upload(["hired_employees": path], query: query)
        }
        let ticks = max(1, try stack.responder.cpuTicks() - began)
        speedsPerCore.append(Double(rows) * Responder.ticksPerSecond / Double(ticks))
        try check(upload.load)
        speeds.append(Double(rows) / upload.seconds)
        stages.append(upload.load.seconds)
        counts = growth
    }

    /// Rows per second.
    var series: Series { Series(speeds) }

    /// Rows per second of the responder's time on a core.
    var seriesPerCore: Series { Series(speedsPerCore) }

    /// Of the last upload.
    var lastCounts: [(name: String, value: Int)] { counts }

    /// Seconds of the receipts' stages.
    var stageParts: [(name: String, series: Series)] {
        let names = Set(stages.flatMap(\.keys)).sorted()
        return names.map { name in ("stage \(name), s", Series(stages.map { $0[name] ?? 0 })) }
    }

    /// The speed against a rival's, row by row and second by second.
    func finding(
        _ name: String, _ subject: String, against rival: String, _ other: Series, goal: Finding.Goal?
    ) -> Finding {
        Finding(
            name: name, subject: subject, rival: rival, unit: .times, figure: series.ratio(to: other), goal: goal,
            parts: [("Wharf, rows/s", series), ("Rival, rows/s", other)])
    }

    /// What explains the speed, beside the parts that the finding has.
    func explaining(_ finding: Finding) -> Finding {
        var finding = finding
        finding.parts += [("Wharf, rows/s of a core", seriesPerCore)] + stageParts
        finding.counts += counts
        return finding
    }
}
