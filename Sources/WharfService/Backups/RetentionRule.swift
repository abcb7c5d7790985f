/// Which backups of a table are kept. What one of its parts keeps stays, whatever the others say.
struct RetentionRule: Sendable, Hashable {
    /// So many of the newest.
    var keepLast = 0
    /// Those of so many days.
    var keepDays = 0
    /// The newest of each of so many months that have one, UTC.
    var keepMonthly = 0

    /// Backups that a restore took are kept for this long, or for `keepDays` when that is given.
    static let safetyDays = 7

    private static let parts: [String: WritableKeyPath<Self, Int> & Sendable] = [
        "last": \.keepLast, "days": \.keepDays, "monthly": \.keepMonthly,
    ]

    init(last: Int = 0, days: Int = 0, monthly: Int = 0) {
        (keepLast, keepDays, keepMonthly) = (last, days, monthly)
    }

    /// - Parameter text: `last=7,days=30,monthly=12`, any of them.
    init(_ text: Substring) throws(RetentionError) {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                String($0).trimmed
            }
            guard pair.count == 2, let path = Self.parts[pair[0]], let number = Int(pair[1]),
                (1...100_000).contains(number)
            else { throw RetentionError("'\(part)' is none of last=N, days=N and monthly=N, with N from 1 to 100000") }
            guard self[keyPath: path] == 0 else { throw RetentionError("'\(pair[0])' occurs twice") }
            self[keyPath: path] = number
        }
    }
}

/// A setting that says no rule.
struct RetentionError: Error, Sendable, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
