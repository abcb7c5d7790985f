import Glibc
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

    /// A file's bytes, all of them.
    static func bytes(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw BenchError("cannot read \(path): errno \(errno)") }
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        let size = ftell(file)
        rewind(file)
        return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = fread(buffer.baseAddress, 1, size, file)
            guard count == size else { throw BenchError("\(path) is shorter than it was") }
        }
    }
}
