import Foundation

@testable import WharfService

/// A date or a date and time, read by a regular expression and converted by the C library's calendar.
struct SlowMoment {
    private var local: time_t
    /// Without the zeros at its end.
    private let fraction: String
    /// East of UTC; nil where the text does not say.
    private let offsetMinutes: Int?

    /// Nil for a text that is no date.
    init?(_ text: String) {
        guard let parts = Self.match(text, Self.extended) ?? Self.match(text, Self.basic) else { return nil }
        func number(_ index: Int) -> Int { parts[index].flatMap { Int($0) } ?? 0 }
        var civil = tm()
        (civil.tm_year, civil.tm_mon, civil.tm_mday) = (Int32(number(1) - 1900), Int32(number(2) - 1), Int32(number(3)))
        (civil.tm_hour, civil.tm_min, civil.tm_sec) = (Int32(number(4)), Int32(number(5)), Int32(number(6)))
        let given = civil
        local = timegm(&civil)
        // A day that does not exist has become another.
        guard number(1) > 0, civil.tm_mon == given.tm_mon, civil.tm_mday == given.tm_mday else { return nil }
        fraction = String((parts[7] ?? "").reversed().drop { $0 == "0" }.reversed())
        let minutes = number(10) * 60 + number(11)
        offsetMinutes = parts[8] != nil ? 0 : parts[9].map { $0 == "-" ? -minutes : minutes }
    }

    private static let clock = (hour: "([01][0-9]|2[0-3])", sixty: "([0-5][0-9])", fraction: "(?:[.,]([0-9]+))?")
    private static let zone = "(?:( ?[Zz]| UTC)|(?: ?([+-])\(clock.hour)(?::?\(clock.sixty))?))?"
    private static let extended = form(
        "([0-9]{4})-([0-9]{2})-([0-9]{2})"
            + "(?:[Tt ]\(clock.hour):\(clock.sixty)(?::\(clock.sixty)\(clock.fraction))?\(zone))?")
    private static let basic = form(
        "([0-9]{4})([0-9]{2})([0-9]{2})"
            + "(?:[Tt ]\(clock.hour)\(clock.sixty)(?:\(clock.sixty)\(clock.fraction))?\(zone))?")

    private static func form(_ pattern: String) -> NSRegularExpression {
        do {
            return try NSRegularExpression(pattern: "^\(pattern)$")
        } catch {
            fatalError("\(error)")
        }
    }

    /// What stands in the parentheses; nil for a text that has not the form.
    private static func match(_ text: String, _ form: NSRegularExpression) -> [String?]? {
        let text = text as NSString
        let whole = NSRange(location: 0, length: text.length)
        guard let match = form.firstMatch(in: text as String, range: whole), match.range == whole else { return nil }
        return (0..<match.numberOfRanges).map { index in
            match.range(at: index).location == NSNotFound ? nil : text.substring(with: match.range(at: index))
        }
    }

    func fitted(to type: ColumnType) -> Judgement {
        switch type {
        case .date:
            guard local % 86_400 == 0, fraction.isEmpty, offsetMinutes ?? 0 == 0 else { return .rejected(.tooPrecise) }
            return isInYears ? .text(Self.text(local, "%Y-%m-%d")) : .rejected(.outOfRange)
        case .datetime(let digits): return fitted(digits) { $0.isInYears }
        case .timestamp(let digits): return fitted(digits) { 1...Int(Int32.max) ~= $0.local }
        default: fatalError("no column of dates")
        }
    }

    private func fitted(_ digits: Int, isInRange: (SlowMoment) -> Bool) -> Judgement {
        if fraction.count > digits { return .rejected(.tooPrecise) }
        var utc = self
        utc.local -= (offsetMinutes ?? 0) * 60
        guard isInRange(utc) else { return .rejected(.outOfRange) }
        return .text(Self.text(utc.local, "%Y-%m-%d %H:%M:%S") + SlowColumn.fraction(fraction, digits))
    }

    /// Whether it was read as UTC without saying so.
    var isWithoutZone: Bool { offsetMinutes == nil }

    private var isInYears: Bool { 1000...9999 ~= Int(Self.civil(local).tm_year) + 1900 }

    /// From the year 1000 on.
    private static func text(_ time: time_t, _ format: String) -> String {
        var (civil, text) = (civil(time), [CChar](repeating: 0, count: 32))
        let count = strftime(&text, text.count, format, &civil)
        return String(decoding: text.prefix(count).map(UInt8.init), as: UTF8.self)
    }

    static func civil(_ time: time_t) -> tm {
        var (time, civil) = (time, tm())
        gmtime_r(&time, &civil)
        return civil
    }
}
