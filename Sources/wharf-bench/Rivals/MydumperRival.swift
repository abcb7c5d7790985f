/// `mydumper` and `myloader`: the same by several threads.
struct MydumperRival: BackupRival {
    let name = "mydumper"
    let restoreName = "myloader"
    let database: BenchDatabase
    /// Where the dump's files go: on the same disk as the bucket.
    let folder: String

    private var client: [String] { ["--socket=\(database.socket)", "--user=root", "--threads=2", "--verbose=1"] }

    /// In pieces of rows, so that each thread has some.
    func backUp() throws -> Double {
        let options = ["--outputdir=\(folder)", "--rows=250000", "--tables-list=hired_employees"]
        return try ChildProcess(arguments: ["mydumper"] + client + ["--database=\(database.name)"] + options).run()
            .seconds
    }

    /// Its threads run into deadlocks now and then, and it gives up then: only a run that ends well counts.
    private static let attempts = 3

    /// Drops the table and makes it anew.
    func restore() throws -> Double {
        for _ in 1..<Self.attempts {
            if let seconds = try? load() { return seconds }
        }
        return try load()
    }

    private func load() throws -> Double {
        let options = ["--directory=\(folder)", "--overwrite-tables", "--database=\(database.name)"]
        return try ChildProcess(arguments: ["myloader"] + client + options).run().seconds
    }
}
