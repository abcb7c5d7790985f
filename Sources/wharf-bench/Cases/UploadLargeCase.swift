/// The first load, at the large scale; and how much slower a row gets.
struct UploadLargeCase: BenchCase {
    let name = "upload-empty-large"
    let summary = "first load of --large-rows, against LOAD DATA LOCAL; and growth, against uploads of 100 000 rows"

    private static let fewRows = 100_000
    private static let fewUploads = 5

    func run(on bench: Workbench) throws -> [Finding] {
        let stack = try bench.stack()
        let files = try bench.samples(.large)
        let few = try bench.samples(rows: Self.fewRows)
        var loads = FirstLoads(stack, files, rivals: [LoadDataRival(database: stack.database)])
        var fewSpeeds: [Double] = []
        try bench.rounds(.large) {
            fewSpeeds.append(try speed(stack, few))
            try loads.run()
        }
        return loads.findings(name, goal: .atLeast(2)) + [growth(loads.series, Series(fewSpeeds), files)]
    }

    private func growth(_ large: Series, _ few: Series, _ files: SampleFiles) -> Finding {
        Finding(
            name: "growth", subject: "rows/s of \(files.rows.grouped) rows", rival: "of \(Self.fewRows.grouped) rows",
            unit: .times, figure: large.ratio(to: few), goal: .atLeast(0.8),
            parts: [("large, rows/s", large), ("few, rows/s", few)])
    }

    /// The median of rows per second of a few small uploads.
    private func speed(_ stack: Stack, _ files: SampleFiles) throws -> Double {
        var uploads = RepeatedUpload()
        for _ in 0..<Self.fewUploads {
            try stack.database.emptyEmployees()
            try uploads.add(stack, files.hiredEmployeesWithRejects, rows: files.rows) {
                try $0.expect(inserted: files.rows, rejected: files.rejects)
            }
        }
        return uploads.series.median
    }
}
