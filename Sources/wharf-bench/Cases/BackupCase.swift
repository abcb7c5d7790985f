import WharfService

/// `POST /backup` and `POST /restore` of a full `hired_employees`, through nginx.
struct BackupCase: BenchCase {
    let name = "backup"
    let summary = "backup and restore, against mariadb-dump, mariadb and pymysql with fastavro"

    func run(on bench: Workbench) throws -> [Finding] {
        let stack = try bench.stack()
        let files = try bench.samples()
        try stack.wharf.upload(["hired_employees": files.hiredEmployees]).load.expect(inserted: files.rows)
        var lap = try Lap(stack, rows: bench.rows)
        for round in 1...bench.rounds {
            bench.log("round \(round) of \(bench.rounds)")
            try lap.run()
        }
        try stack.database.emptyEmployees()
        return lap.findings(name)
    }
}

extension BackupCase {
    /// The rounds so far: rows per second of each.
    private struct Lap {
        private let stack: Stack
        private let rows: Int
        private let dump: DumpRival
        private let python: PythonBackupRival
        private let pythonFile: String
        private let checksum: UInt64

        private var backups: [Double] = []
        private var dumps: [Double] = []
        private var scripts: [Double] = []
        private var restores: [Double] = []
        private var undumps: [Double] = []
        private var sizes: [Double] = []

        init(_ stack: Stack, rows: Int) throws {
            self.stack = stack
            self.rows = rows
            let folder = try Stack.folder(ProcessEnvironment.variables)
            dump = DumpRival(database: stack.database, path: "\(folder)/sample-dump.sql")
            pythonFile = "\(folder)/sample-python.avro"
            python = try PythonBackupRival(stack: stack, environment: ProcessEnvironment.variables)
            checksum = try stack.database.employeeChecksum()
        }

        /// Each once, in turn. A restore finds the table as full as it leaves it, and so does the client's.
        mutating func run() throws {
            let backup = try stack.wharf.post("/backup", #"{"table": "hired_employees"}"#)
            backups.append(Double(rows) / backup.seconds)
            dumps.append(Double(rows) / (try dump.dump()))
            scripts.append(try python.rowsPerSecond(pythonFile))
            sizes.append(Double(try dump.bytes()) / Double(try backup.number("bytes")))
            try stack.database.settle()
            let restore = try stack.wharf.post("/restore", #"{"table": "hired_employees", "safety": false}"#)
            restores.append(Double(rows) / restore.seconds)
            try check("the restore")
            undumps.append(Double(rows) / (try dump.restore()))
            try check("mariadb < dump")
        }

        private func check(_ run: String) throws {
            try stack.database.expectEmployees(rows, after: run)
            guard try stack.database.employeeChecksum() == checksum else {
                throw BenchError("after \(run) hired_employees has other rows than before")
            }
            try stack.database.settle()
        }

        func findings(_ name: String) -> [Finding] {
            let restore = Series(restores)
            let backup = Series(backups)
            return [
                finding(name, "backup", "mariadb-dump", backup, Series(dumps), .atLeast(0.5)),
                finding(name, "backup", "pymysql and fastavro", backup, Series(scripts), .atLeast(15)),
                finding(name, "restore", "mariadb < dump", restore, Series(undumps), .atLeast(1)),
                Finding(
                    name: name, subject: "size of the dump in backups", unit: .times, figure: Series(sizes), goal: nil),
            ]
        }

        private func finding(
            _ name: String, _ subject: String, _ rival: String, _ wharf: Series, _ other: Series, _ goal: Finding.Goal
        ) -> Finding {
            Finding(
                name: name, subject: "\(subject), \(rows.grouped) rows", rival: rival, unit: .times,
                figure: wharf.ratio(to: other), goal: goal,
                parts: [("Wharf, rows/s", wharf), ("Rival, rows/s", other)])
        }
    }
}
