import ArgumentParser

@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wharf-bench",
        abstract: "Measures Wharf against what people would run instead.",
        discussion: """
            `make bench ARGS='--only csv-parser'` is the usual way: it starts a private
            MariaDB, the responder and nginx, runs this and ends them. On its own this
            program needs such a stack's environment: WHARF_URL, DB_SOCKET, DB_NAME,
            STATE (the stack's folder), BENCH_PYTHON (with the packages of
            Tests/Support/bench/requirements.txt), BENCH_SCRIPT and BENCH_BACKUP_SCRIPT
            (rowbyrow.py and backup.py there).
            It empties hired_employees, departments and jobs of that database.

            Wharf and its rivals take turns, so that a noisy machine is noisy for all.
            A ratio compares runs of the same round; its median decides. Cases:

            \(BenchCatalogue.list)

            Exits 0 when every goal is met, 1 when one is not or a run went wrong.
            """)

    @Option(help: "How often each case and its rivals take turns.")
    var rounds = 3

    @Option(help: "Records of the sample hired_employees.csv, 1000 to 100000000.")
    var rows = 1_000_000

    @Option(help: "Records for the Python scripts, which are compared by rows per second; at most --rows.")
    var pythonRows = 200_000

    @Option(help: "How long the clients of bulk-clients send, 1 to 3600.")
    var seconds = 10

    @Option(help: "Run this case alone; may be given several times.")
    var only: [String] = []

    @Option(help: ArgumentHelp("Write all figures to this file.", valueName: "file"))
    var json: String?

    func validate() throws {
        guard (1...1000).contains(rounds) else { throw ValidationError("--rounds takes 1 to 1000.") }
        guard (1000...100_000_000).contains(rows) else { throw ValidationError("--rows takes 1000 to 100000000.") }
        guard (1...3600).contains(seconds) else { throw ValidationError("--seconds takes 1 to 3600.") }
        guard pythonRows >= 1000 else { throw ValidationError("--python-rows takes 1000 or more.") }
        for name in only where !BenchCatalogue.names.contains(name) {
            let names = BenchCatalogue.names.joined(separator: ", ")
            throw ValidationError("There is no case \(name); there are \(names).")
        }
    }

    func run() throws {
        let bench = Workbench(rounds: rounds, rows: rows, pythonRows: min(pythonRows, rows), seconds: seconds)
        var findings: [Finding] = []
        for benchCase in BenchCatalogue.all where only.isEmpty || only.contains(benchCase.name) {
            bench.log("\(benchCase.name): \(benchCase.summary)")
            findings += try benchCase.run(on: bench)
        }
        let report = try Report(settings: bench.settings(), findings: findings)
        print(report.text)
        if let json { try report.writeJSON(to: json) }
        if findings.contains(where: { $0.verdict == .notMet }) { throw ExitCode.failure }
    }
}
