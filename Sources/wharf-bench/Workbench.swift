import Glibc
import WharfService

/// What the cases share: how much to do, the stack, the sample files. Made on first use, since not every case needs all.
final class Workbench {
    let plan: BenchPlan
    private var openStack: Stack?
    private var madeSamples: [Int: SampleFiles] = [:]
    /// The most memory of the responder in each case so far, in MiB.
    private(set) var peaks: [(name: String, mebibytes: Double)] = []

    init(_ plan: BenchPlan) { self.plan = plan }

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
        try load.expect(inserted: files.rows)
        try stack.database.emptyEmployees()
        openStack = stack
        return stack
    }

    /// Sample files with as many sound records of `hired_employees` as the scale says.
    func samples(_ scale: Scale = .usual) throws -> SampleFiles { try samples(rows: plan.rows(scale)) }

    /// Sample files with so many sound records of `hired_employees`.
    func samples(rows: Int) throws -> SampleFiles {
        if let made = madeSamples[rows] { return made }
        log("writing \(rows.grouped) sample records")
        let files = try SampleFiles(
            rows: rows, folder: "\(try Stack.folder(ProcessEnvironment.variables))/sample-\(rows)")
        madeSamples[rows] = files
        return files
    }

    /// Sees to it that `hired_employees` holds the sample and nothing else, and that the server is at rest. What an
    /// earlier case left is taken where it is that.
    func holding(_ scale: Scale) throws -> SampleFiles {
        let (stack, files) = (try stack(), try samples(scale))
        if try stack.database.holdsSample(files.rows) { return files }
        log("filling hired_employees with \(files.rows.grouped) rows")
        try stack.database.emptyEmployees()
        try stack.wharf.upload(["hired_employees": files.hiredEmployees]).load.expect(inserted: files.rows)
        try stack.database.settle()
        stack.database.noteSample(files.rows)
        return files
    }

    /// Runs a case and notes the most memory that the responder held meanwhile.
    func run(_ benchCase: any BenchCase) throws -> [Finding] {
        log("\(benchCase.name): \(benchCase.summary)")
        openStack?.responder.forgetPeak()
        let findings = try benchCase.run(on: self)
        if let openStack { peaks.append((benchCase.name, try openStack.responder.peakMebibytes())) }
        return findings
    }

    /// Runs `body` as often as the scale says.
    func rounds(_ scale: Scale = .usual, _ body: () throws -> Void) rethrows {
        let rounds = plan.rounds(scale)
        for round in 1...rounds {
            log("round \(round) of \(rounds)")
            try body()
        }
    }

    /// Figures that the results stand on, for the report.
    func settings() throws -> [(name: String, value: String)] {
        var settings = plan.settings
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
