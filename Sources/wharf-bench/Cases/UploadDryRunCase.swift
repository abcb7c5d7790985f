/// Receiving and checking without writing: what the service itself can do.
struct UploadDryRunCase: BenchCase {
    let name = "upload-dry-run"
    let summary = "checking alone, into the empty table; no goal"

    func run(on bench: Workbench) throws -> [Finding] {
        let stack = try bench.stack()
        let files = try bench.samples()
        var speeds = RepeatedUpload()
        for _ in 0..<bench.rounds {
            try speeds.add(stack, files, query: "dry_run=true") { try $0.expect(inserted: files.rows) }
            try stack.database.expectEmployees(0, after: "the dry run")
        }
        return [speeds.finding(name, "dry run")]
    }
}
