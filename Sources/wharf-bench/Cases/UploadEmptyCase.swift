import WharfService

/// The first load: a file into the empty `hired_employees`, whose parents are there, with all keys and indexes in place.
struct UploadEmptyCase: BenchCase {
    let name = "upload-empty"
    let summary = "first load, against LOAD DATA LOCAL and Python scripts"

    func run(on bench: Workbench) throws -> [Finding] {
        var lap = try Lap(bench)
        for round in 1...bench.rounds {
            bench.log("round \(round) of \(bench.rounds)")
            try lap.run()
        }
        let wharf = lap.uploads.series
        let loadData = Series(lap.loadData)
        let fewer = "\(bench.pythonRows.grouped) rows"
        return [
            finding("LOAD DATA LOCAL", wharf, loadData, rows: bench.rows, goal: .atLeast(0.9), explained: lap.uploads),
            finding("Python, row by row, \(fewer)", wharf, Series(lap.rowByRow), rows: bench.rows, goal: .atLeast(20)),
            finding("Python, rewritten, \(fewer)", wharf, Series(lap.rewritten), rows: bench.rows, goal: nil),
        ]
    }

    private func finding(
        _ rival: String, _ wharf: Series, _ other: Series, rows: Int, goal: Finding.Goal?,
        explained uploads: RepeatedUpload? = nil
    ) -> Finding {
        Finding(
            name: name, subject: "upload, \(rows.grouped) rows", rival: rival, unit: .times,
            figure: wharf.ratio(to: other),
            goal: goal,
            parts: [("Wharf, rows/s", wharf), ("Rival, rows/s", other)] + (uploads?.stageParts ?? []),
            counts: uploads?.lastCounts ?? [])
    }
}

extension UploadEmptyCase {
    /// The rounds so far: rows per second of each.
    private struct Lap {
        private let bench: Workbench
        private let stack: Stack
        private let files: SampleFiles
        private let fewerFiles: SampleFiles
        private let python: PythonRival

        private(set) var uploads = RepeatedUpload()
        private(set) var loadData: [Double] = []
        private(set) var rowByRow: [Double] = []
        private(set) var rewritten: [Double] = []

        init(_ bench: Workbench) throws {
            self.bench = bench
            stack = try bench.stack()
            files = try bench.samples()
            fewerFiles = try bench.samples(rows: bench.pythonRows)
            python = try PythonRival(stack: stack, environment: ProcessEnvironment.variables)
        }

        /// Each once, in turn, into the empty table.
        mutating func run() throws {
            let uploaded = try upload()
            let loaded = try loadFile()
            guard uploaded == loaded else { throw BenchError("the upload and LOAD DATA left different rows") }
            rowByRow.append(try script(.rowByRow))
            rewritten.append(try script(.rewritten))
        }

        private mutating func upload() throws -> UInt64 {
            try uploads.add(stack, files) { try $0.expect(inserted: files.rows) }
            return try finish("the upload", rows: files.rows)
        }

        private mutating func loadFile() throws -> UInt64 {
            let seconds = try LoadDataRival(database: stack.database).load(files.hiredEmployees)
            loadData.append(Double(files.rows) / seconds)
            return try finish("LOAD DATA", rows: files.rows)
        }

        private func script(_ way: PythonRival.Way) throws -> Double {
            let speed = try python.rowsPerSecond(fewerFiles, way)
            _ = try finish("the Python script", rows: fewerFiles.rows)
            return speed
        }

        /// Checks what the run left, and takes it away.
        private func finish(_ run: String, rows: Int) throws -> UInt64 {
            try stack.database.expectEmployees(rows, after: run)
            let checksum = try stack.database.employeeChecksum()
            try stack.database.emptyEmployees()
            return checksum
        }
    }
}
