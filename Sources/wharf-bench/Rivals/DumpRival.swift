import Glibc

/// `mariadb-dump` and `mariadb`: how people back a table up and bring it back.
struct DumpRival {
    let database: BenchDatabase
    /// Where the dump goes: on the same disk as the bucket.
    let path: String

    private var client: [String] { ["--no-defaults", "--socket=\(database.socket)", "--user=root"] }

    /// Dumps `hired_employees` and returns the seconds that took.
    func dump() throws -> Double {
        try ChildProcess(
            arguments: ["mariadb-dump"] + client + [
                "--single-transaction", "--result-file=\(path)", database.name, "hired_employees",
            ]
        ).run().seconds
    }

    /// Brings `hired_employees` back, which the dump drops and makes anew, and returns the seconds that took.
    func restore() throws -> Double {
        let command = "exec mariadb \(client.joined(separator: " ")) --database=\(database.name) < '\(path)'"
        return try ChildProcess(arguments: ["sh", "-c", command]).run().seconds
    }

    func bytes() throws -> Int {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw BenchError("there is no dump \(path)") }
        return Int(facts.st_size)
    }
}
