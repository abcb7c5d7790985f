/// A day of the proleptic Gregorian calendar, the one of ISO 8601 and of the database.
///
/// The conversions are those of Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms"
/// (howardhinnant.github.io/date_algorithms.html), for years from 0 on.
struct CivilDate: Equatable {
    let year: Int
    let month: Int
    let day: Int

    /// Nil for a day that does not exist, and for year 0, which the database does not have.
    @inline(__always)
    init?(year: Int, month: Int, day: Int) {
        guard year > 0, 1...12 ~= month, day >= 1 else { return nil }
        guard day <= 28 || day <= Self.daysInMonth(month, of: year) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// `days` after 1970-01-01, not before 0000-03-01.
    init(daysSinceEpoch days: Int) {
        let shifted = days + Self.daysBeforeEpoch
        let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: Self.daysInEra)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days after 1970-01-01.
    @inline(__always)
    var daysSinceEpoch: Int {
        // Years begin in March here, so that the leap day is the last one.
        let marchYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = marchYear.quotientAndRemainder(dividingBy: 400)
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * Self.daysInEra + dayOfEra - Self.daysBeforeEpoch
    }

    static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// From 0000-03-01 to 1970-01-01.
    private static let daysBeforeEpoch = 719_468
    /// The Gregorian calendar repeats after 400 years.
    private static let daysInEra = 146_097
}
