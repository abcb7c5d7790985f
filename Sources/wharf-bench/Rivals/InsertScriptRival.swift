/// `mariadb` that reads a script of `INSERT` statements, each with as many rows as fit into a megabyte and a commit of its
/// own.
struct InsertScriptRival: LoadRival {
    let name = "script of INSERTs"
    private let dump: DumpRival

    /// Writes the script, out of `hired_employees` as it is now.
    init(database: BenchDatabase, folder: String) throws {
        dump = DumpRival(database: database, path: "\(folder)/sample-inserts.sql")
        _ = try dump.dump(["--no-create-info", "--compact"])
    }

    /// The script has the rows: the file is not read.
    func load(_ path: String) throws -> Double { try dump.restore() }
}
