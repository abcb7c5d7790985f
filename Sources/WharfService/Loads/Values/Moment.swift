/// A date, or a date and a time of day, as a file writes it: not yet converted to UTC, not yet fitted to a column.
struct Moment {
    /// What the text says about its offset from UTC.
    enum Zone: Equatable {
        case unstated
        /// Minutes east of UTC, -1439 to 1439.
        case offset(minutes: Int)
    }

    private(set) var date: CivilDate
    private(set) var hour = 0
    private(set) var minute = 0
    private(set) var second = 0
    private(set) var fraction = SecondFraction.zero
    private(set) var zone = Zone.unstated

    init(date: CivilDate) { self.date = date }

    /// Nil when a part is out of its range. Hour 24 and second 60 are: the database has neither, and to store them as
    /// another moment is not the loader's to decide.
    @inline(__always)
    init?(date: CivilDate, hour: Int, minute: Int, second: Int, fraction: SecondFraction = .zero, zone: Zone) {
        guard 0...23 ~= hour, 0...59 ~= minute, 0...59 ~= second else { return nil }
        self.date = date
        self.hour = hour
        self.minute = minute
        self.second = second
        self.fraction = fraction
        self.zone = zone
    }

    var isMidnight: Bool { hour == 0 && minute == 0 && second == 0 && fraction.significantDigits == 0 }

    /// The same moment read in UTC; without a zone, that is what it is taken for.
    var inUTC: Moment {
        guard case .offset(let minutes) = zone, minutes != 0 else { return self }
        let minutesOfEpoch = (date.daysSinceEpoch * 24 + hour) * 60 + minute - minutes
        let days = minutesOfEpoch >= 0 ? minutesOfEpoch / 1440 : (minutesOfEpoch - 1439) / 1440
        let minuteOfDay = minutesOfEpoch - days * 1440
        var moment = self
        moment.date = CivilDate(daysSinceEpoch: days)
        moment.hour = minuteOfDay / 60
        moment.minute = minuteOfDay % 60
        moment.zone = .offset(minutes: 0)
        return moment
    }
}

/// What stands after the point of a second.
struct SecondFraction {
    static let zero = SecondFraction()

    /// The first six digits; what lies beyond is cut off.
    private(set) var microsecond = 0
    /// Digits without the zeros at the end: the precision that a column needs to hold the fraction unchanged.
    private(set) var significantDigits = 0

    private init() {}

    /// Takes one or more digits; nil when there are none.
    @inline(__always)
    init?(from scanner: inout FieldScanner) {
        var (count, unit) = (0, 100_000)
        while let digit = scanner.takeDigit() {
            count += 1
            microsecond += Int(digit) * unit
            unit /= 10
            if digit > 0 { significantDigits = count }
        }
        guard count > 0 else { return nil }
    }

    /// Takes a point or comma and digits; `zero` when neither stands there, nil when the digits are missing.
    @inline(__always)
    static func takeOptional(from scanner: inout FieldScanner) -> SecondFraction? {
        guard scanner.take(UInt8(ascii: ".")) || scanner.take(UInt8(ascii: ",")) else { return .zero }
        return SecondFraction(from: &scanner)
    }
}
