import Glibc
import WharfService

/// One sample on disk: the three files, and `hired_employees` once more among broken records.
struct SampleFiles {
    let folder: String
    /// Records of `hired_employees`, all of them sound.
    let rows: Int
    /// Broken records that stand among the same ones in `hiredEmployeesWithRejects`: one for a hundred sound ones.
    let rejects: Int

    var departments: String { folder + "/departments.csv" }
    var jobs: String { folder + "/jobs.csv" }
    var hiredEmployees: String { folder + "/hired_employees.csv" }
    var hiredEmployeesWithRejects: String { folder + "/with-rejects/hired_employees.csv" }

    /// Writes the files; the same number of rows gives the same bytes in every run.
    ///
    /// The generator breaks records of a file that is else the same: what both have is sound.
    init(rows: Int, folder: String) throws {
        self.folder = folder
        self.rows = rows
        rejects = rows / 100
        let all = rows + rejects
        let share = Double(rejects) / Double(all)
        _ = try SampleGenerator(SampleOptions(rows: all, rejectShare: share)).write(to: folder + "/with-rejects")
        _ = try SampleGenerator(SampleOptions(rows: all)).write(to: folder)
        let mixed = try MappedFile(hiredEmployeesWithRejects)
        let kept = try MappedFile(hiredEmployees).copyLines(to: hiredEmployees + ".new", where: mixed)
        guard kept == rows else {
            throw BenchError("the sample has \(kept.grouped) sound records, not \(rows.grouped)")
        }
        guard rename(hiredEmployees + ".new", hiredEmployees) == 0 else {
            throw BenchError("cannot rename \(hiredEmployees).new: errno \(errno)")
        }
    }

    /// A copy of the sample with other ids: each one's higher by `offset`.
    init(shifting files: SampleFiles, by offset: Int, folder: String) throws {
        self.folder = folder
        (rows, rejects) = (files.rows, files.rejects)
        for path in [folder, folder + "/with-rejects"] {
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw BenchError("cannot make the folder \(path): errno \(errno)")
            }
        }
        try MappedFile(files.hiredEmployees).copyLines(to: hiredEmployees, addingToIDs: offset)
        try MappedFile(files.hiredEmployeesWithRejects).copyLines(to: hiredEmployeesWithRejects, addingToIDs: offset)
    }

    /// A file's bytes, all of them.
    static func bytes(_ path: String) throws -> [UInt8] { try MappedFile(path).copied() }
}
