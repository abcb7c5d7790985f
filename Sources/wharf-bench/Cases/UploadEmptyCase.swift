import WharfService

/// The first load, at the usual scale.
struct UploadEmptyCase: BenchCase {
    let name = "upload-empty"
    let summary =
        "first load, one in a hundred records broken, against clients and scripts that get the sound ones alone"

    func run(on bench: Workbench) throws -> [Finding] {
        let stack = try bench.stack()
        let files = try bench.holding(.usual)
        let scripts = try bench.samples(rows: bench.plan.pythonRows)
        let python = try PythonRival(stack: stack, environment: ProcessEnvironment.variables)
        var loads = try FirstLoads(stack, files, rivals: rivals(stack))
        var (rowByRow, rewritten): ([Double], [Double]) = ([], [])
        try bench.rounds {
            rowByRow.append(try run(python, .rowByRow, scripts))
            rewritten.append(try run(python, .rewritten, scripts))
            try loads.run()
        }
        let fewer = "\(scripts.rows.grouped) rows"
        return loads.findings(name, goal: .atLeast(2)) + [
            loads.finding(name, against: "Python, row by row, \(fewer)", Series(rowByRow)),
            loads.finding(name, against: "Python, rewritten, \(fewer)", Series(rewritten)),
        ]
    }

    private func rivals(_ stack: Stack) throws -> [any LoadRival] {
        let folder = try Stack.folder(ProcessEnvironment.variables)
        return [
            LoadDataRival(database: stack.database), ImportRival(database: stack.database),
            try InsertScriptRival(database: stack.database, folder: folder),
        ]
    }

    /// The script empties the table itself.
    private func run(_ python: PythonRival, _ way: PythonRival.Way, _ files: SampleFiles) throws -> Double {
        try python.stack.database.emptyEmployees()
        let speed = try python.rowsPerSecond(files, way)
        try python.stack.database.expectEmployees(files.rows, after: "the Python script")
        return speed
    }
}
