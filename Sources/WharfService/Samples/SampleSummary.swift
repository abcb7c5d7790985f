/// What was written, and what a load of it must answer: exact numbers, so that a receipt can be held against them.
public struct SampleSummary: Sendable, Equatable {
    /// Records of `departments.csv`; all of them are sound.
    public let departments: Int

    /// Records of `jobs.csv`; all of them are sound.
    public let jobs: Int

    /// Records of `hired_employees.csv`, broken ones included.
    public let hiredEmployees: Int

    /// Bytes of the three files together.
    public let bytes: Int

    /// Broken records of `hired_employees.csv` by the one rule that each of them breaks; no entry is zero.
    ///
    /// It holds for a load into empty tables whose parents are `departments.csv` and `jobs.csv` as written here.
    public let rejectsByCode: [RejectCode: Int]

    /// Broken records of `hired_employees.csv`.
    public var rejected: Int { rejectsByCode.values.reduce(0, +) }

    /// Sound records of `hired_employees.csv`.
    public var inserted: Int { hiredEmployees - rejected }
}
