import FoundationEssentials

/// The script that users write today: polars reads, pymysql inserts. See `Tests/Support/bench/rowbyrow.py`.
struct PythonRival {
    /// How the rows get to the server.
    enum Way: String, CaseIterable {
        /// The times are converted in the statement, so that `executemany` sends a statement for each row.
        case rowByRow = "sql"
        /// The times are converted before, so that pymysql joins the rows of `executemany` to large statements.
        case rewritten = "python"
    }

    let stack: Stack
    /// The script's path.
    let script: String

    init(stack: Stack, environment: [String: String]) throws {
        self.stack = stack
        guard let script = environment["BENCH_SCRIPT"], !script.isEmpty else {
            throw BenchError("BENCH_SCRIPT is not set; `make bench` sets it")
        }
        self.script = script
    }

    /// Loads all three files into tables that it empties itself, and returns the rows per second of `hired_employees`,
    /// from opening its file to the end of the commit. Neither Python's start nor the import of polars is in it.
    func rowsPerSecond(_ files: SampleFiles, _ way: Way) throws -> Double {
        let database = stack.database
        var process = ChildProcess(arguments: [stack.python, script, "--times", way.rawValue, files.folder])
        process.environment = [
            "DB_SOCKET": database.socket, "DB_NAME": database.name, "DB_USER": "root", "DB_PASS": "",
        ]
        let answer = try JSONDecoder().decode(Answer.self, from: Data(try process.run().output.utf8))
        guard answer.rows == files.rows else {
            throw BenchError("the script inserted \(answer.rows.grouped) rows, not \(files.rows.grouped)")
        }
        return Double(answer.rows) / answer.seconds
    }

    private struct Answer: Decodable {
        let rows: Int
        let seconds: Double
    }
}
