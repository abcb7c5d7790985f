/// The same file again: every row is there already, equal.
struct UploadUnchangedCase: BenchCase {
    let name = "upload-unchanged"
    let summary = "the same file again, on_duplicate=skip; no goal"

    func run(on bench: Workbench) throws -> [Finding] {
        let stack = try bench.stack()
        let files = try bench.samples()
        try stack.wharf.upload(["hired_employees": files.hiredEmployees]).load.expect(inserted: files.rows)
        var speeds = RepeatedUpload()
        for _ in 0..<bench.rounds {
            try stack.database.settle()
            try speeds.add(stack, files, query: "on_duplicate=skip") { try $0.expect(unchanged: files.rows) }
            try stack.database.expectEmployees(files.rows, after: "the same upload again")
        }
        try stack.database.emptyEmployees()
        return [speeds.finding(name, "all rows there")]
    }
}
