import MariaDB

/// A year of the calendar in UTC, as a half-open range of times.
struct ReportYear: Hashable, Comparable {
    /// The years that `DATETIME` holds.
    static let range = 1000...9999

    static var problem: Problem {
        Problem(.badOption, "The year is a number from \(range.lowerBound) to \(range.upperBound).")
    }

    let number: Int

    init?(_ number: Int) {
        guard Self.range.contains(number) else { return nil }
        self.number = number
    }

    static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    /// The first moment.
    var begin: String { Self.moment(number, 1) }

    /// The first moment after it.
    var end: String { Self.moment(number + 1, 1) }

    /// What the SQL of reports may refer to: `:year`, `:begin`, the quarters' `:q2`, `:q3` and `:q4`, and `:end`, which is
    /// null for the last year, as no `DATETIME` comes after it.
    var parameters: [String: SQLValue] {
        let hasNext = number < Self.range.upperBound
        return [
            "year": SQLValue(number), "begin": .text(begin), "q2": .text(Self.moment(number, 4)),
            "q3": .text(Self.moment(number, 7)), "q4": .text(Self.moment(number, 10)),
            "end": hasNext ? .text(end) : .null,
        ]
    }

    private static func moment(_ year: Int, _ month: Int) -> String {
        "\(year)-\(month < 10 ? "0" : "")\(month)-01 00:00:00"
    }
}
