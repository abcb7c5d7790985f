/// First loads: a file into the empty `hired_employees`, whose parents are there, with all keys and indexes in place.
///
/// Wharf gets the file with broken records among the sound ones, its rivals the sound ones alone. What counts is the sound
/// rows by second.
struct FirstLoads {
    private let stack: Stack
    private let files: SampleFiles
    private let rivals: [any LoadRival]

    private var uploads = RepeatedUpload()
    private var speeds: [[Double]]

    init(_ stack: Stack, _ files: SampleFiles, rivals: [any LoadRival]) {
        (self.stack, self.files, self.rivals) = (stack, files, rivals)
        speeds = rivals.map { _ in [] }
    }

    /// Each once, in turn. All must leave the same rows, and the last one's stay.
    mutating func run() throws {
        try stack.database.emptyEmployees()
        try uploads.add(stack, files.hiredEmployeesWithRejects, rows: files.rows) { [files] in
            try $0.expect(inserted: files.rows, rejected: files.rejects)
        }
        let checksum = try stack.database.employeeChecksum()
        for (index, rival) in rivals.enumerated() {
            try stack.database.emptyEmployees()
            speeds[index].append(Double(files.rows) / (try rival.load(files.hiredEmployees)))
            try stack.database.expectEmployees(files.rows, after: rival.name)
            guard try stack.database.employeeChecksum() == checksum else {
                throw BenchError("the upload and \(rival.name) left different rows")
            }
        }
        try stack.database.settle()
        stack.database.noteSample(files.rows)
    }

    /// Wharf's rows per second.
    var series: Series { uploads.series }

    /// One for each rival, with the goal against `LOAD DATA LOCAL`, which is the first.
    func findings(_ name: String, goal: Finding.Goal) -> [Finding] {
        let subject = "upload, \(files.rows.grouped) rows"
        return rivals.indices.map { index in
            let finding = uploads.finding(
                name, subject, against: rivals[index].name, Series(speeds[index]), goal: index == 0 ? goal : nil)
            return index == 0 ? uploads.explaining(finding) : finding
        }
    }

    /// Against another one whose rows are fewer.
    func finding(_ name: String, against rival: String, _ other: Series) -> Finding {
        uploads.finding(name, "upload, \(files.rows.grouped) rows", against: rival, other, goal: nil)
    }
}
