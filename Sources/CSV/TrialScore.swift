/// How well a dialect explains a file's head.
struct TrialScore {
    /// How the commonest field count relates to what is expected. Higher is better.
    enum Match: Int {
        /// One field per record where more are expected: not a delimiter of this file.
        case splitsNothing
        case unexpected
        case inRange
        case tableWidth
    }

    let trial: DialectTrial
    let fieldCount: Int
    let match: Match
    let regular: Int
    var irregular: Int { trial.records - regular }
    private var oddQuotes: Int { trial.facts.literalQuotes + trial.facts.defectiveRecords }

    init(_ trial: DialectTrial, expected: ClosedRange<Int>) {
        self.trial = trial
        fieldCount = trial.commonestFieldCount(expected: expected)
        regular = trial.recordsByFieldCount[fieldCount] ?? 0
        if fieldCount == expected.upperBound {
            match = .tableWidth
        } else if fieldCount <= 1 {
            match = .splitsNothing
        } else {
            match = expected.contains(fieldCount) ? .inRange : .unexpected
        }
    }

    /// Whether this explains the file clearly better than `other`: field counts first, then regularity, then quoting,
    /// then blanks behind the delimiter, which are the mark of prose.
    func isBetter(than other: TrialScore) -> Bool {
        if match != other.match { return match.rawValue > other.match.rawValue }
        if isMoreRegular(than: other) { return true }
        if other.isMoreRegular(than: self) { return false }
        if oddQuotes != other.oddQuotes { return oddQuotes < other.oddQuotes }
        return !isSpaced && other.isSpaced
    }

    /// Regular throughout against not, or less than half as many irregular records: no narrower margin is evidence.
    private func isMoreRegular(than other: TrialScore) -> Bool {
        // In parts of the whole, as two dialects need not give the same number of records.
        let mine = irregular * max(other.trial.records, 1)
        let theirs = other.irregular * max(trial.records, 1)
        return mine * 2 < theirs
    }

    private var isSpaced: Bool { trial.spacedRecords * 2 >= max(trial.records, 1) }
}
