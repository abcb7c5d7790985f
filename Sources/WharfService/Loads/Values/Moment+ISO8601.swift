extension Moment {
    /// Reads the forms of ISO 8601 (and RFC 3339) that data files use; nil for anything else.
    ///
    ///     date      YYYY-MM-DD   or basic YYYYMMDD
    ///     time      HH:MM[:SS[.fraction]]   or, after a basic date only, HHMM[SS[.fraction]]
    ///     between   T, t or one space
    ///     fraction  one or more digits after a point or comma
    ///     zone      Z, z, +HH:MM, +HHMM, +HH (and -), one space before it allowed; or " UTC", as BigQuery exports it
    ///
    /// A basic date cannot be meant as DDMMYYYY: a year of 1300 to 9999 read that way gives a month above 12. `-00:00`
    /// (RFC 3339 section 4.3: UTC, local offset unknown) is UTC. Offsets go up to 23:59. Not taken: fractions of
    /// minutes, a bare hour, week and ordinal dates, years of other than four digits, a zone after a date without a
    /// time.
    init?(iso8601 text: UnsafeRawBufferPointer) {
        if let moment = Moment(commonForm: text) {
            self = moment
            return
        }
        self.init(anyForm: text)
    }

    @inline(never)
    private init?(anyForm text: UnsafeRawBufferPointer) {
        var scanner = FieldScanner(text)
        guard let year = scanner.takeNumber(digits: 4) else { return nil }
        let isExtended = scanner.take(UInt8(ascii: "-"))
        guard let month = scanner.takeNumber(digits: 2), !isExtended || scanner.take(UInt8(ascii: "-")),
            let day = scanner.takeNumber(digits: 2), let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        if scanner.isAtEnd {
            self.init(date: date)
        } else {
            self.init(date: date, timeFrom: &scanner, isExtended: isExtended)
        }
    }

    private init?(date: CivilDate, timeFrom scanner: inout FieldScanner, isExtended: Bool) {
        guard scanner.take(UInt8(ascii: "T")) || scanner.take(UInt8(ascii: "t")) || scanner.take(UInt8(ascii: " ")),
            let hour = scanner.takeNumber(digits: 2), !isExtended || scanner.take(UInt8(ascii: ":")),
            let minute = scanner.takeNumber(digits: 2)
        else { return nil }
        var (second, fraction) = (0, SecondFraction.zero)
        if isExtended ? scanner.take(UInt8(ascii: ":")) : scanner.nextIsDigit {
            guard let number = scanner.takeNumber(digits: 2),
                let rest = SecondFraction.takeOptional(from: &scanner)
            else { return nil }
            (second, fraction) = (number, rest)
        }
        guard let zone = Zone(from: &scanner) else { return nil }
        self.init(date: date, hour: hour, minute: minute, second: second, fraction: fraction, zone: zone)
    }
}

extension Moment.Zone {
    /// Takes everything up to the end of the text.
    fileprivate init?(from scanner: inout FieldScanner) {
        self = .unstated
        if scanner.isAtEnd { return }
        let followsSpace = scanner.take(UInt8(ascii: " "))
        if scanner.take(UInt8(ascii: "Z")) || scanner.take(UInt8(ascii: "z")) || followsSpace && scanner.takeUTC() {
            self = .offset(minutes: 0)
        } else if let minutes = Self.takeOffset(from: &scanner) {
            self = .offset(minutes: minutes)
        } else {
            return nil
        }
        guard scanner.isAtEnd else { return nil }
    }

    private static func takeOffset(from scanner: inout FieldScanner) -> Int? {
        guard let sign = scanner.next, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let isWest = scanner.takeSign()
        guard let hours = scanner.takeNumber(digits: 2), hours <= 23 else { return nil }
        var minutes = 0
        if !scanner.isAtEnd {
            _ = scanner.take(UInt8(ascii: ":"))
            guard let number = scanner.takeNumber(digits: 2), number <= 59 else { return nil }
            minutes = number
        }
        return (hours * 60 + minutes) * (isWest ? -1 : 1)
    }
}

extension FieldScanner {
    fileprivate var nextIsDigit: Bool { next.map { $0 &- UInt8(ascii: "0") <= 9 } ?? false }

    fileprivate mutating func takeUTC() -> Bool {
        take(UInt8(ascii: "U")) && take(UInt8(ascii: "T")) && take(UInt8(ascii: "C"))
    }
}
