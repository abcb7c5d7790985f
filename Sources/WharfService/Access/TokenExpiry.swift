/// When a token ends: `90d`, `2027-01-01` (the beginning of that day, UTC) or `never`.
public struct TokenExpiry: Sendable, Hashable {
    /// As `Timestamp` writes it; nil for a token that does not expire.
    let time: String?

    private static let dayRange = 1...36_500

    /// - Throws: `TokenError` for another form, and for a day that has begun already.
    public init(_ text: String) throws(TokenError) {
        if text == "never" {
            time = nil
        } else if text.hasSuffix("d"), let days = Int(text.dropLast()), Self.dayRange.contains(days) {
            time = Timestamp.now(afterDays: days)
        } else if let day = Self.day(text) {
            let start = "\(day)T00:00:00.000000Z"
            guard start > Timestamp.now() else { throw TokenError("a token cannot expire at \(day): that is past") }
            time = start
        } else {
            throw TokenError("--expires takes a number of days (90d), a day (2027-01-01) or never")
        }
    }

    private static func day(_ text: String) -> String? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy({ $0.allSatisfy("0123456789".contains) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        return CivilDate(year: year, month: month, day: day) == nil ? nil : text
    }
}
