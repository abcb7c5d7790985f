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
            (rowbyrow.py and backup.py there), BENCH_RESPONDER (the compiled
            responder.c there), BENCH_RESPONDER_SOCKET and BENCH_RESPONDER_URL (where
            nginx passes /healthz to it, and answers /ceiling by itself).
            It empties hired_employees, departments and jobs of that database.

            Wharf and its rivals take turns, so that a noisy machine is noisy for all.
            A ratio compares runs of the same round; its median decides. Cases:

            \(BenchCatalogue.list)

            Exits 0 when every goal is met, 1 when one is not or a case failed.
            """)

    @Option(help: "How often each case and its rivals take turns.")
    var rounds = 3

    @Option(help: "Sound records of the sample hired_employees.csv, 1000 to 90000000.")
    var rows = 1_000_000

    @Option(help: "How often the cases of the large scale and their rivals take turns.")
    var largeRounds = 1

    @Option(help: "The same for upload-empty-large, backup-large, metrics and upload-full.")
    var largeRows = 10_000_000

    @Option(help: "Records for the Python scripts, which are compared by rows per second; at most --rows.")
    var pythonRows = 200_000

    @Option(help: "How long the clients of bulk-clients and healthz send, 1 to 3600.")
    var seconds = 5

    @Option(help: "Run this case alone; may be given several times.")
    var only: [String] = []

    @Option(help: ArgumentHelp("Write all figures to this file.", valueName: "file"))
    var json: String?

    func validate() throws {
        for rounds in [rounds, largeRounds] where !(1...1000).contains(rounds) {
            throw ValidationError("--rounds and --large-rounds take 1 to 1000.")
        }
        for rows in [rows, largeRows] where !(1000...90_000_000).contains(rows) {
            throw ValidationError("--rows and --large-rows take 1000 to 90000000.")
        }
        guard (1...3600).contains(seconds) else { throw ValidationError("--seconds takes 1 to 3600.") }
        guard pythonRows >= 1000 else { throw ValidationError("--python-rows takes 1000 or more.") }
        for name in only where !BenchCatalogue.names.contains(name) {
            let names = BenchCatalogue.names.joined(separator: ", ")
            throw ValidationError("There is no case \(name); there are \(names).")
        }
    }

    func run() throws {
        let plan = BenchPlan(
            rounds: rounds, rows: rows, largeRounds: largeRounds, largeRows: largeRows,
            pythonRows: min(pythonRows, rows), seconds: seconds)
        let bench = Workbench(plan)
        var report = Report()
        for benchCase in BenchCatalogue.all where only.isEmpty || only.contains(benchCase.name) {
            let watch = Stopwatch.wall()
            do {
                let findings = try bench.run(benchCase)
                for finding in findings { bench.log(finding.cells.filter { !$0.isEmpty }.joined(separator: "  ")) }
                report.findings += findings
            } catch {
                // The cases after it may still tell something.
                bench.log("\(benchCase.name) FAILED: \(error)")
                report.failures.append((benchCase.name, "\(error)"))
            }
            report.seconds.append((benchCase.name, watch.seconds))
        }
        report.settings = try bench.settings()
        print(report.text)
        if let json { try report.writeJSON(to: json) }
        if !report.isGood { throw ExitCode.failure }
    }
}
