import FoundationEssentials

/// The script that users write today: pymysql reads, fastavro writes. See `Tests/Support/bench/backup.py`.
struct PythonBackupRival {
    let stack: Stack
    /// The script's path.
    let script: String

    init(stack: Stack, environment: [String: String]) throws {
        self.stack = stack
        guard let script = environment["BENCH_BACKUP_SCRIPT"], !script.isEmpty else {
            throw BenchError("BENCH_BACKUP_SCRIPT is not set; `make bench` sets it")
        }
        self.script = script
    }

    /// Backs the first rows of `hired_employees` up into a file, and returns the rows per second.
    func rowsPerSecond(_ path: String, rows: Int) throws -> Double {
        var process = ChildProcess(arguments: [stack.python, script, "--rows", "\(rows)", path])
        process.environment = [
            "DB_SOCKET": stack.database.socket, "DB_NAME": stack.database.name, "DB_USER": "root", "DB_PASS": "",
        ]
        let answer = try JSONDecoder().decode(Answer.self, from: Data(try process.run().output.utf8))
        guard answer.rows == rows else { throw BenchError("the script backed up \(answer.rows.grouped) rows") }
        return Double(answer.rows) / answer.seconds
    }

    private struct Answer: Decodable {
        let rows: Int
        let seconds: Double
    }
}
