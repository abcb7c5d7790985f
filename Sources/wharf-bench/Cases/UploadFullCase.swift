import WharfService

/// New rows into a table that holds many, by Wharf and by `LOAD DATA LOCAL`. Each takes ids above those of the one before, so
/// that the table grows from turn to turn; who begins changes each round.
struct UploadFullCase: BenchCase {
    let name = "upload-full"
    let summary = "--rows new rows into a table that holds --large-rows, against LOAD DATA LOCAL"

    func run(on bench: Workbench) throws -> [Finding] {
        var additions = try Additions(bench)
        var isWharfFirst = true
        try bench.rounds {
            try additions.run(isWharfFirst: isWharfFirst)
            isWharfFirst.toggle()
        }
        try bench.stack().database.emptyEmployees()
        return [additions.finding(name)]
    }
}

extension UploadFullCase {
    private struct Additions {
        private let stack: Stack
        private let sample: SampleFiles
        private let folder: String
        private let rival: LoadDataRival
        private let rowsBefore: Int
        /// Above all ids of the table, and how many rows it has.
        private var (offset, rows): (Int, Int)
        /// Of the rows that are added, whatever their ids.
        private var digest: UInt64?

        private var uploads = RepeatedUpload()
        private var speeds: [Double] = []

        init(_ bench: Workbench) throws {
            stack = try bench.stack()
            let held = try bench.holding(.large)
            sample = try bench.samples()
            folder = try Stack.folder(ProcessEnvironment.variables) + "/sample-added"
            rival = LoadDataRival(database: stack.database)
            (offset, rows, rowsBefore) = (held.rows + held.rejects, held.rows, held.rows)
        }

        mutating func run(isWharfFirst: Bool) throws {
            if isWharfFirst { try upload() }
            try load()
            if !isWharfFirst { try upload() }
        }

        private mutating func upload() throws {
            let files = try SampleFiles(shifting: sample, by: offset, folder: folder)
            try uploads.add(stack, files.hiredEmployeesWithRejects, rows: files.rows) {
                try $0.expect(inserted: files.rows, rejected: files.rejects)
            }
            try finish("the upload")
        }

        private mutating func load() throws {
            let files = try SampleFiles(shifting: sample, by: offset, folder: folder)
            speeds.append(Double(files.rows) / (try rival.load(files.hiredEmployees)))
            try finish(rival.name)
        }

        /// Checks what was added, and lets the server come to rest.
        private mutating func finish(_ run: String) throws {
            rows += sample.rows
            try stack.database.expectEmployees(rows, after: run)
            let added = try stack.database.employeeDigest(above: offset)
            guard digest ?? added == added else { throw BenchError("\(run) added other rows than the one before") }
            digest = added
            offset += sample.rows + sample.rejects
            try stack.database.settle()
        }

        func finding(_ name: String) -> Finding {
            let subject = "\(sample.rows.grouped) rows beside \(rowsBefore.grouped)"
            let finding = uploads.finding(name, subject, against: rival.name, Series(speeds), goal: .atLeast(1.2))
            return uploads.explaining(finding)
        }
    }
}
