/// One file uploaded in the same way several times.
struct RepeatedUpload {
    private var speeds: [Double] = []
    private var stages: [[String: Double]] = []
    private var counts: [(name: String, value: Int)] = []

    /// Uploads `hired_employees` once more and notes its rows per second.
    mutating func add(
        _ stack: Stack, _ files: SampleFiles, query: String = "", check: (Upload.Load) throws -> Void
    ) throws {
        let (upload, growth) = try stack.database.counting {
            try stack.wharf.upload(["hired_employees": files.hiredEmployees], query: query)
        }
        try check(upload.load)
        speeds.append(Double(files.rows) / upload.seconds)
        stages.append(upload.load.seconds)
        counts = growth
    }

    /// Rows per second.
    var series: Series { Series(speeds) }

    /// Of the last upload.
    var lastCounts: [(name: String, value: Int)] { counts }

    /// Seconds of the receipts' stages.
    var stageParts: [(name: String, series: Series)] {
        let names = Set(stages.flatMap(\.keys)).sorted()
        return names.map { name in ("stage \(name), s", Series(stages.map { $0[name] ?? 0 })) }
    }

    /// The speed as information without a goal.
    func finding(_ name: String, _ subject: String) -> Finding {
        Finding(
            name: name, subject: subject, unit: .rowsPerSecond, figure: series, parts: stageParts, counts: counts)
    }
}
