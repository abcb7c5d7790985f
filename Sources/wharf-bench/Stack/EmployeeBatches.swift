/// Batches with ids that go up without a gap, from 1.
struct EmployeeBatches {
    private let rows: Int
    private let departments: [Int]
    private let jobs: [Int]
    /// Of all batches so far.
    private(set) var rowsMade = 0

    /// - Parameters:
    ///   - database: has the parents.
    ///   - rows: of a batch.
    init(_ database: BenchDatabase, rows: Int) throws {
        self.rows = rows
        departments = try database.ids(of: "departments")
        jobs = try database.ids(of: "jobs")
        guard !departments.isEmpty, !jobs.isEmpty else { throw BenchError("there are no departments, or no jobs") }
    }

    mutating func next() -> EmployeeBatch {
        let first = rowsMade + 1
        rowsMade += rows
        return EmployeeBatch(ids: first..<first + rows, departments: departments, jobs: jobs)
    }
}
