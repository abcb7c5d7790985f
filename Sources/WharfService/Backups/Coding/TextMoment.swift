/// Dates and times in the server's own spelling, as the numbers that Avro has for them.
enum TextMoment {
    static let microsecondsPerDay: Int64 = 86_400_000_000

    /// `YYYY-MM-DD` as days since 1970; `nil` for a day that does not exist, such as `0000-00-00`.
    @inline(__always)
    static func days(_ text: UnsafeRawBufferPointer) -> Int32? {
        var scanner = FieldScanner(text)
        guard let date = takeDate(&scanner), scanner.isAtEnd else { return nil }
        return Int32(date.daysSinceEpoch)
    }

    /// `YYYY-MM-DD hh:mm:ss`, with up to six digits more, as microseconds since 1970.
    @inline(__always)
    static func microseconds(_ text: UnsafeRawBufferPointer) -> Int64? {
        var scanner = FieldScanner(text)
        guard let date = takeDate(&scanner), scanner.take(UInt8(ascii: " ")), let hour = scanner.takeNumber(digits: 2),
            let time = takeMinutes(&scanner), hour < 24
        else { return nil }
        return Int64(date.daysSinceEpoch) * microsecondsPerDay + Int64(hour) * 3_600_000_000 + time
    }

    /// `[-]hhh:mm:ss`, with up to six digits more, as microseconds.
    static func span(_ text: UnsafeRawBufferPointer) -> Int64? {
        var scanner = FieldScanner(text)
        let isNegative = scanner.takeSign()
        var hours = 0
        var digits = 0
        while let digit = scanner.takeDigit() {
            hours = hours * 10 + Int(digit)
            digits += 1
            guard digits <= 3 else { return nil }
        }
        guard digits > 0, let time = takeMinutes(&scanner) else { return nil }
        let span = Int64(hours) * 3_600_000_000 + time
        return isNegative ? -span : span
    }

    @inline(__always)
    private static func takeDate(_ scanner: inout FieldScanner) -> CivilDate? {
        guard let year = scanner.takeNumber(digits: 4), scanner.take(UInt8(ascii: "-")),
            let month = scanner.takeNumber(digits: 2), scanner.take(UInt8(ascii: "-")),
            let day = scanner.takeNumber(digits: 2)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// `:mm:ss[.ffffff]` to the end, as microseconds.
    @inline(__always)
    private static func takeMinutes(_ scanner: inout FieldScanner) -> Int64? {
        guard scanner.take(UInt8(ascii: ":")), let minute = scanner.takeNumber(digits: 2), minute < 60,
            scanner.take(UInt8(ascii: ":")), let second = scanner.takeNumber(digits: 2), second < 60,
            let fraction = SecondFraction.takeOptional(from: &scanner), scanner.isAtEnd
        else { return nil }
        return Int64(minute) * 60_000_000 + Int64(second) * 1_000_000 + Int64(fraction.microsecond)
    }

    // MARK: Back to text

    /// The days that `DATE` has: years 1 to 9999.
    static let daysOfDates: ClosedRange<Int> = -719_162...2_932_896

    /// Writes a day as `YYYY-MM-DD`, which must be one of `daysOfDates`.
    static func append(days: Int, to row: inout RowEncoder) {
        row.append(byteCount: 10) { place in
            var writer = TextWriter(place)
            write(days: days, &writer)
        }
    }

    /// Writes microseconds since 1970 as a `DATETIME` with so many digits of the second's fraction.
    ///
    /// - Returns: false where the year or the fraction is more than the column has; nothing was written then.
    static func append(timestamp: Int64, fraction: Int, to row: inout RowEncoder) -> Bool {
        let days = Int(floor(timestamp, microsecondsPerDay))
        guard daysOfDates.contains(days) else { return false }
        let time = timestamp - Int64(days) * microsecondsPerDay
        guard time % unit(fraction) == 0 else { return false }
        row.append(byteCount: 19 + (fraction > 0 ? 1 + fraction : 0)) { place in
            var writer = TextWriter(place)
            write(days: days, &writer)
            writer.write(UInt8(ascii: " "))
            write(time: time, fraction, &writer)
        }
        return true
    }

    /// Writes microseconds as a `TIME` with so many digits of the second's fraction.
    ///
    /// - Returns: false where the column cannot hold them; nothing was written then.
    static func append(span: Int64, fraction: Int, to row: inout RowEncoder) -> Bool {
        let magnitude = Int64(clamping: span.magnitude)
        guard magnitude <= 838 * 3_600_000_000 + 3_599_999_999, magnitude % unit(fraction) == 0 else { return false }
        let hundreds = magnitude / 360_000_000_000
        row.append(byteCount: (span < 0 ? 1 : 0) + (hundreds > 0 ? 1 : 0) + 8 + (fraction > 0 ? 1 + fraction : 0)) {
            place in
            var writer = TextWriter(place)
            if span < 0 { writer.write(UInt8(ascii: "-")) }
            if hundreds > 0 { writer.write(UInt8(ascii: "0") + UInt8(hundreds)) }
            write(time: magnitude - hundreds * 360_000_000_000, fraction, &writer)
        }
        return true
    }

    private static func write(days: Int, _ writer: inout TextWriter) {
        let date = CivilDate(daysSinceEpoch: days)
        writer.write(twoDigits: date.year / 100)
        writer.write(twoDigits: date.year % 100)
        writer.write(UInt8(ascii: "-"))
        writer.write(twoDigits: date.month)
        writer.write(UInt8(ascii: "-"))
        writer.write(twoDigits: date.day)
    }

    /// Less than 100 hours.
    private static func write(time: Int64, _ fraction: Int, _ writer: inout TextWriter) {
        let seconds = Int(time / 1_000_000)
        writer.write(twoDigits: seconds / 3600)
        writer.write(UInt8(ascii: ":"))
        writer.write(twoDigits: seconds / 60 % 60)
        writer.write(UInt8(ascii: ":"))
        writer.write(twoDigits: seconds % 60)
        writer.write(fraction: Int(time % 1_000_000), digits: fraction)
    }

    /// Microseconds of the last digit that is kept.
    private static func unit(_ fraction: Int) -> Int64 {
        (fraction..<6).reduce(1) { unit, _ in unit * 10 }
    }

    private static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
