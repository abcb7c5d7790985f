import WharfService

/// `POST /backup` of a full `hired_employees` and, at the usual scale, `POST /restore` into the empty one, through nginx: ten
/// million rows by the rivals' restores would take a quarter of the whole run.
struct BackupCase: BenchCase {
    let scale: Scale

    var name: String { scale.name("backup") }
    var summary: String {
        scale == .usual
            ? "backup, and restore into the empty table, of --rows: against dumps and pymysql with fastavro"
            : "backup of --large-rows: against dumps and pymysql with fastavro"
    }

    func run(on bench: Workbench) throws -> [Finding] {
        let files = try bench.holding(scale)
        var lap = try Lap(bench, files)
        try bench.rounds(scale) {
            try lap.backUp()
            if scale == .usual { try lap.restore() }
        }
        return lap.backupFindings(name) + (scale == .usual ? lap.restoreFindings(name) : [])
    }
}

extension BackupCase {
    /// The rounds so far: rows per second of each.
    private struct Lap {
        private let stack: Stack
        private let rows: Int
        private let dump: DumpRival
        private let rivals: [any BackupRival]
        private let python: PythonBackupRival
        private let pythonRows: Int
        private let pythonFile: String
        private let checksum: UInt64

        private var backups: [Double] = []
        private var scripts: [Double] = []
        private var restores: [Double] = []
        private var sizes: [Double] = []
        private var rivalBackups: [[Double]]
        private var rivalRestores: [[Double]]

        init(_ bench: Workbench, _ files: SampleFiles) throws {
            stack = try bench.stack()
            rows = files.rows
            let folder = try Stack.folder(ProcessEnvironment.variables)
            dump = DumpRival(database: stack.database, path: "\(folder)/sample-dump.sql")
            rivals = [dump, MydumperRival(database: stack.database, folder: "\(folder)/sample-mydumper-\(rows)")]
            python = try PythonBackupRival(stack: stack, environment: ProcessEnvironment.variables)
            pythonRows = bench.plan.pythonRows
            pythonFile = "\(folder)/sample-python.avro"
            checksum = try stack.database.employeeChecksum()
            (rivalBackups, rivalRestores) = (rivals.map { _ in [] }, rivals.map { _ in [] })
        }

        /// Of the full table, by each once, in turn.
        mutating func backUp() throws {
            let backup = try stack.wharf.post("/backup", #"{"table": "hired_employees"}"#)
            backups.append(Double(rows) / backup.seconds)
            for (index, rival) in rivals.enumerated() {
                rivalBackups[index].append(Double(rows) / (try rival.backUp()))
            }
            scripts.append(try python.rowsPerSecond(pythonFile, rows: min(rows, pythonRows)))
            sizes.append(Double(try dump.bytes()) / Double(try backup.number("bytes")))
        }

        /// Into the empty table, by each once, in turn.
        mutating func restore() throws {
            restores.append(
                try restore("the restore") {
                    try stack.wharf.post("/restore", #"{"table": "hired_employees", "safety": false}"#).seconds
                })
            for (index, rival) in rivals.enumerated() {
                rivalRestores[index].append(try restore(rival.restoreName) { try rival.restore() })
            }
        }

        /// - Returns: rows per second.
        private func restore(_ name: String, _ body: () throws -> Double) throws -> Double {
            try stack.database.emptyEmployees()
            let seconds = try body()
            try stack.database.expectEmployees(rows, after: name)
            guard try stack.database.employeeChecksum() == checksum else {
                throw BenchError("after \(name) hired_employees has other rows than before")
            }
            try stack.database.settle()
            stack.database.noteSample(rows)
            return Double(rows) / seconds
        }

        func backupFindings(_ name: String) -> [Finding] {
            let backup = Series(backups)
            let size = Finding(
                name: name, subject: "size of the dump in backups", unit: .times, figure: Series(sizes),
                goal: .atLeast(3))
            let backupGoals: [Finding.Goal?] = [.atLeast(1), nil]
            let script = finding(name, "backup", "pymysql and fastavro", backup, Series(scripts), .atLeast(40))
            return zip(rivals.indices, backupGoals).map { index, goal in
                finding(name, "backup", rivals[index].name, backup, Series(rivalBackups[index]), goal)
            } + [script, size]
        }

        func restoreFindings(_ name: String) -> [Finding] {
            let restore = Series(restores)
            return rivals.indices.map { index in
                finding(name, "restore", rivals[index].restoreName, restore, Series(rivalRestores[index]), .atLeast(2))
            }
        }

        private func finding(
            _ name: String, _ subject: String, _ rival: String, _ wharf: Series, _ other: Series,
            _ goal: Finding.Goal?
        ) -> Finding {
            Finding(
                name: name, subject: "\(subject), \(rows.grouped) rows", rival: rival, unit: .times,
                figure: wharf.ratio(to: other), goal: goal,
                parts: [("Wharf, rows/s", wharf), ("Rival, rows/s", other)])
        }
    }
}
