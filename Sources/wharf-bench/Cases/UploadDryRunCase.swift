/// Receiving and checking without writing: what the service itself can do, by the time that it spends on a core.
struct UploadDryRunCase: BenchCase {
    let name = "upload-dry-run"
    let summary = "checking alone, into the empty table: rows by the responder's seconds on a core"

    func run(on bench: Workbench) throws -> [Finding] {
        let stack = try bench.stack()
        let files = try bench.samples()
        try stack.database.emptyEmployees()
        var uploads = RepeatedUpload()
        try bench.rounds {
            try uploads.add(stack, files.hiredEmployees, rows: files.rows, query: "dry_run=true") {
                try $0.expect(inserted: files.rows)
            }
            try stack.database.expectEmployees(0, after: "the dry run")
        }
        let finding = Finding(
            name: name, subject: "dry run, by seconds of CPU", unit: .rowsPerSecond, figure: uploads.seriesPerCore,
            goal: .atLeast(1_500_000), parts: [("Wharf, rows/s", uploads.series)])
        return [uploads.explaining(finding)]
    }
}
