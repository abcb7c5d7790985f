import ArgumentParser
import WharfService

struct SampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Writes made-up departments.csv, jobs.csv and hired_employees.csv.",
        discussion: "The same rows, seed and rejects give the same bytes on every machine.")

    @Option(help: "Records of hired_employees.csv, 0 to 100000000.")
    var rows = 10_000

    @Option(help: "Which of the possible samples.")
    var seed: UInt64 = 1

    @Option(help: "Share of broken records of hired_employees.csv, 0 to 1, of every reject code in turn.")
    var rejects = 0.0

    @Flag(help: "Begin each file with a header line.")
    var header = false

    @Option(help: ArgumentHelp("Directory for the files; made where it is missing.", valueName: "directory"))
    var out: String

    func validate() throws {
        guard SampleOptions.rowRange.contains(rows) else { throw ValidationError("--rows takes 0 to 100000000.") }
        guard SampleOptions.rejectShareRange.contains(rejects) else { throw ValidationError("--rejects takes 0 to 1.") }
    }

    func run() throws {
        let options = SampleOptions(rows: rows, seed: seed, rejectShare: rejects, includesHeader: header)
        let progress = ProgressLine()
        let summary = try SampleGenerator(options).write(to: out) { done in
            progress.show("\(done * 100 / max(1, rows)) % of \(rows) records")
        }
        progress.clear()
        print(
            "departments.csv \(summary.departments) records, jobs.csv \(summary.jobs), hired_employees.csv \(summary.hiredEmployees)"
        )
        print("expected: \(summary.inserted) inserted, \(summary.rejected) rejected")
        for (code, count) in summary.rejectsByCode.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            print("  \(code.rawValue) \(count)")
        }
    }
}
