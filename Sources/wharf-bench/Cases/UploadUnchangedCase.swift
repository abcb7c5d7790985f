/// The same file again: every row is there already, equal.
struct UploadUnchangedCase: BenchCase {
    let name = "upload-unchanged"
    let summary = "the same file again, on_duplicate=skip"

    func run(on bench: Workbench) throws -> [Finding] {
        let stack = try bench.stack()
        let files = try bench.holding(.usual)
        var uploads = RepeatedUpload()
        try bench.rounds {
            try stack.database.settle()
            try uploads.add(stack, files.hiredEmployees, rows: files.rows, query: "on_duplicate=skip") {
                try $0.expect(unchanged: files.rows)
            }
            try stack.database.expectEmployees(files.rows, after: "the same upload again")
        }
        let finding = Finding(
            name: name, subject: "all rows there", unit: .rowsPerSecond, figure: uploads.series,
            goal: .atLeast(500_000))
        return [uploads.explaining(finding)]
    }
}
