import Glibc

/// `mariadb-dump` and `mariadb`: how people back a table up and bring it back.
struct DumpRival: BackupRival {
    let name = "mariadb-dump"
    let restoreName = "mariadb < dump"
    let database: BenchDatabase
    /// Where the dump goes: on the same disk as the bucket.
    let path: String

    func backUp() throws -> Double { try dump([]) }

    /// Dumps `hired_employees`, with more options if need be.
    func dump(_ options: [String]) throws -> Double {
        let usual = ["--single-transaction", "--result-file=\(path)"]
        let arguments = database.clientOptions + usual + options + [database.name, "hired_employees"]
        return try ChildProcess(arguments: ["mariadb-dump"] + arguments).run().seconds
    }

    /// The dump drops the table and makes it anew.
    func restore() throws -> Double {
        let options = database.clientOptions + ["--default-character-set=utf8mb4", "--database=\(database.name)"]
        let command = "exec mariadb \(options.joined(separator: " ")) < '\(path)'"
        return try ChildProcess(arguments: ["sh", "-c", command]).run().seconds
    }

    func bytes() throws -> Int {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw BenchError("there is no dump \(path)") }
        return Int(facts.st_size)
    }
}
