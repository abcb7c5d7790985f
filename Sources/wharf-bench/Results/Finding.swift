/// What a case found out: one line of the table.
struct Finding: Sendable {
    enum Unit: String, Sendable, Encodable {
        case times = "x"
        case megabytesPerSecond = "MB/s"
        case rowsPerSecond = "rows/s"
        case requestsPerSecond = "requests/s"
        case mebibytes = "MiB"
        case milliseconds = "ms"
    }

    enum Goal: Sendable {
        case atLeast(Double)
        case atMost(Double)
        case below(Double)

        func isMet(by value: Double) -> Bool {
            switch self {
            case .atLeast(let bound): value >= bound
            case .atMost(let bound): value <= bound
            case .below(let bound): value < bound
            }
        }
    }

    enum Verdict: String, Sendable, Encodable {
        case met = "met"
        case notMet = "NOT MET"
        case information = "-"
    }

    /// Name of the case.
    let name: String
    /// What was measured, in a few words.
    let subject: String
    /// What it was measured against; nil for an absolute figure.
    var rival: String?
    let unit: Unit
    let figure: Series
    /// Held against the median; nil makes it information.
    var goal: Goal?
    /// The figures that a ratio was made of, and others that explain it, by name with unit.
    var parts: [(name: String, series: Series)] = []
    /// Counts that repeat from run to run.
    var counts: [(name: String, value: Int)] = []

    var verdict: Verdict {
        guard let goal else { return .information }
        return goal.isMet(by: figure.median) ? .met : .notMet
    }
}

extension Finding {
    /// Its line of the table.
    var cells: [String] {
        let unit = " \(unit.rawValue)"
        return [
            name, subject, rival ?? "", figure.median.short + unit, "\(figure.least.short)-\(figure.most.short)",
            goal.map { $0.description + unit } ?? "", verdict.rawValue,
        ]
    }
}

extension Finding.Goal: CustomStringConvertible {
    var description: String {
        switch self {
        case .atLeast(let bound): ">= \(bound.short)"
        case .atMost(let bound): "<= \(bound.short)"
        case .below(let bound): "< \(bound.short)"
        }
    }
}

extension Finding: Encodable {
    private enum CodingKeys: String, CodingKey {
        case name = "case"
        case subject, rival, unit, figure, goal, parts, counts
        case verdict = "is_met"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(subject, forKey: .subject)
        try container.encodeIfPresent(rival, forKey: .rival)
        try container.encode(unit, forKey: .unit)
        try container.encode(figure, forKey: .figure)
        try container.encodeIfPresent(goal?.description, forKey: .goal)
        try container.encode(verdict == .information ? nil : verdict == .met, forKey: .verdict)
        try container.encode(Dictionary(parts.map { ($0.name, $0.series) }) { $1 }, forKey: .parts)
        try container.encode(Dictionary(counts.map { ($0.name, $0.value) }) { $1 }, forKey: .counts)
    }
}
