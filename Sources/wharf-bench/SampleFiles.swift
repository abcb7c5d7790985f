import WharfService

/// The three files of one sample without rejects, on disk.
struct SampleFiles {
    let folder: String
    /// Records of `hired_employees`.
    let rows: Int

    var departments: String { folder + "/departments.csv" }
    var jobs: String { folder + "/jobs.csv" }
    var hiredEmployees: String { folder + "/hired_employees.csv" }

    /// Writes the files; the same number of rows gives the same bytes in every run.
    init(rows: Int, folder: String) throws {
        self.folder = folder
        self.rows = rows
        _ = try SampleGenerator(SampleOptions(rows: rows)).write(to: folder)
    }
}
