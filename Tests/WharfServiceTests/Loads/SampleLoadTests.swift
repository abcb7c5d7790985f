import Testing

@testable import WharfService

extension DatabaseTests {
    /// Samples know what a load of them must answer, to the last record.
    struct SampleLoadTests {
        private static let tables = ["departments", "jobs", "hired_employees"]

        @Test(arguments: [(20_000, 0.05, false), (3000, 0.5, true), (2000, 0, false), (1500, 1, true)])
        func receipt_EqualsTheSummary(_ rows: Int, _ rejectShare: Double, _ hasHeader: Bool) throws {
            let options = SampleOptions(rows: rows, seed: 7, rejectShare: rejectShare, includesHeader: hasHeader)
            let (scratch, summary) = try options.written()
            let database = try ScratchDatabase()
            let files = try Self.tables.map { UploadedFile($0, try scratch.contents(of: "\($0).csv")) }
            let result = try LoadStation(database).load(files.reversed(), pieceBytes: 100_000)
            #expect(result.problem == nil)
            #expect(result["departments"].inserted == summary.departments && result["jobs"].inserted == summary.jobs)
            let employees = result["hired_employees"]
            let expected = summary.rejectsByCode.map { ($0.key.rawValue, $0.value) }
            #expect(employees.rejectsByCode == Dictionary(uniqueKeysWithValues: expected))
            #expect(employees.read == rows && employees.inserted == summary.inserted)
            #expect(employees.rejected == summary.rejected)
        }
    }
}
