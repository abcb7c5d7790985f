/// How much a run does.
struct BenchPlan {
    /// How often a case and its rivals take turns at the usual scale.
    var rounds: Int
    /// Sound records of the sample file at the usual scale.
    var rows: Int
    /// How often they take turns at the large scale.
    var largeRounds: Int
    /// Sound records of the sample file at the large scale.
    var largeRows: Int
    /// Records of the sample file for the Python scripts.
    var pythonRows: Int
    /// How long many clients send at once.
    var seconds: Int

    func rounds(_ scale: Scale) -> Int { scale == .usual ? rounds : largeRounds }
    func rows(_ scale: Scale) -> Int { scale == .usual ? rows : largeRows }

    /// For the report.
    var settings: [(name: String, value: String)] {
        [
            ("rounds", "\(rounds)"), ("rows", rows.grouped), ("large_rounds", "\(largeRounds)"),
            ("large_rows", largeRows.grouped), ("python_rows", pythonRows.grouped),
        ]
    }
}

/// Of how many rows a case is about.
enum Scale: Sendable {
    case usual, large

    /// The name of a case that there is at both scales.
    func name(_ name: String) -> String { self == .usual ? name : name + "-large" }
}
