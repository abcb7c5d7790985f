/// What `wharf sample --rows N --seed S --rejects P --out DIR` is asked to write.
///
/// Equal options give equal bytes, on every machine.
public struct SampleOptions: Sendable, Equatable {
    /// How many records `hired_employees.csv` may have.
    public static let rowRange = 0...100_000_000

    /// The shares of broken records that can be asked for.
    public static let rejectShareRange = 0.0...1.0

    /// Records of `hired_employees.csv`, broken ones included, a header line not.
    public let rows: Int

    /// Where the pseudo-random choices start. It changes the people, not the departments and jobs.
    public let seed: UInt64

    /// The share of the records that break a rule.
    ///
    /// Rounded to the nearest whole number of records. Above 0, a file of 1000 records or more has at least one reject
    /// of each code. The first record never breaks a rule.
    public let rejectShare: Double

    /// Whether each file begins with a line of column names.
    public let includesHeader: Bool

    /// How many records lie between two calls of the progress closure.
    public let progressIntervalRows: Int

    /// - Precondition: `rows` lies in `rowRange`, `rejectShare` in `rejectShareRange`, and `progressIntervalRows` is
    ///   positive. Who takes them from a person checks first.
    public init(
        rows: Int, seed: UInt64 = 1, rejectShare: Double = 0, includesHeader: Bool = false,
        progressIntervalRows: Int = 1_000_000
    ) {
        precondition(Self.rowRange.contains(rows), "rows is outside SampleOptions.rowRange")
        precondition(Self.rejectShareRange.contains(rejectShare), "rejectShare is outside 0...1")
        precondition(progressIntervalRows > 0, "progressIntervalRows must be positive")
        self.rows = rows
        self.seed = seed
        self.rejectShare = rejectShare
        self.includesHeader = includesHeader
        self.progressIntervalRows = progressIntervalRows
    }
}
