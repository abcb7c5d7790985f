import Glibc
import WharfService

/// What the cases share: how much to do, the stack, the sample files. Made on first use, since not every case needs all.
final class Workbench {
    let rounds: Int
    /// Records of the sample file.
    let rows: Int
    /// Records of the sample file for the Python scripts.
    let pythonRows: Int
    /// How long many clients send at once.
    let seconds: Int
    private var openStack: Stack?
    private var madeSamples: [Int: SampleFiles] = [:]

    init(rounds: Int, rows: Int, pythonRows: Int, seconds: Int) {
        self.rounds = rounds
        self.rows = rows
        self.pythonRows = pythonRows
        self.seconds = seconds
    }

    /// The running service and its database, with the sample's departments and jobs in place.
    ///
    /// The first call also loads and empties `hired_employees` once, unmeasured: files of the database that grow once
    /// and code that is paged in once are then there for everybody.
    func stack() throws -> Stack {
        if let openStack { return openStack }
        let stack = try Stack(environment: ProcessEnvironment.variables)
        let files = try samples()
        log("one upload that does not count")
        try stack.database.emptyAll()
        _ = try stack.wharf.upload(["departments": files.departments, "jobs": files.jobs])
        let load = try stack.wharf.upload(["hired_employees": files.hiredEmployees]).load
        try load.expect(inserted: rows)
        try stack.database.emptyEmployees()
        openStack = stack
        return stack
    }

    /// Sample files without rejects, with `rows` records of `hired_employees` unless told otherwise.
    func samples(rows count: Int? = nil) throws -> SampleFiles {
        let count = count ?? rows
        if let made = madeSamples[count] { return made }
        log("writing \(count.grouped) sample records")
        let files = try SampleFiles(
            rows: count, folder: "\(try Stack.folder(ProcessEnvironment.variables))/sample-\(count)")
        madeSamples[count] = files
        return files
    }

    /// Figures that the results stand on, for the report.
    func settings() throws -> [(name: String, value: String)] {
        var settings = [("rounds", "\(rounds)"), ("rows", rows.grouped), ("python_rows", pythonRows.grouped)]
        settings.append(("cores", "\(sysconf(CInt(_SC_NPROCESSORS_ONLN)))"))
        if let openStack { settings += try openStack.database.settings() }
        return settings
    }

    /// One line on standard error, where the table does not go.
    func log(_ text: String) {
        let line = Array("bench: \(text)\n".utf8)
        // A line that only tells how far the work is may be lost.
        _ = write(STDERR_FILENO, line, line.count)
    }
}
