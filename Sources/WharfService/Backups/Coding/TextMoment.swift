/// Dates and times in the server's own spelling, as the numbers that Avro has for them.
enum TextMoment {
    static let microsecondsPerDay: Int64 = 86_400_000_000

    /// `YYYY-MM-DD` as days since 1970; `nil` for a day that does not exist, such as `0000-00-00`.
    static func days(_ text: UnsafeRawBufferPointer) -> Int32? {
        guard text.count == dateBytes else { return nil }
        var digits = PlacedDigits(text)
        return date(&digits).map { Int32($0.daysSinceEpoch) }
    }

    /// `YYYY-MM-DD hh:mm:ss`, with up to six digits more, as microseconds since 1970.
    static func microseconds(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard text.count >= secondBytes else { return nil }
        var digits = PlacedDigits(text)
        let (hour, minute, second) = (digits.pair(at: 11), digits.pair(at: 14), digits.pair(at: 17))
        guard let date = Self.date(&digits), let fraction = Self.fraction(&digits), hour < 24, minute < 60, second < 60,
            digits.has(" ", at: 10), digits.has(":", at: 13), digits.has(":", at: 16)
        else { return nil }
        let seconds = (date.daysSinceEpoch * 24 + hour) * 3600 + minute * 60 + second
        return Int64(seconds) * 1_000_000 + Int64(fraction)
    }

    private static let dateBytes = 10
    private static let secondBytes = 19
    private static let longestBytes = 26

    /// The date that the text begins with.
    @inline(__always)
    private static func date(_ digits: inout PlacedDigits) -> CivilDate? {
        let year = digits.pair(at: 0) * 100 + digits.pair(at: 2)
        let (month, day) = (digits.pair(at: 5), digits.pair(at: 8))
        guard digits.areDigits, digits.has("-", at: 4), digits.has("-", at: 7) else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// The microseconds that stand behind the second.
    @inline(__always)
    private static func fraction(_ digits: inout PlacedDigits) -> Int? {
        let count = digits.text.count
        if count == secondBytes { return 0 }
        guard count > secondBytes + 1, count <= longestBytes, digits.has(".", at: secondBytes) else { return nil }
        var number = 0
        for place in secondBytes + 1..<count {
            let digit = digits.text[place] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            number = number * 10 + Int(digit)
        }
        for _ in count..<longestBytes { number *= 10 }
        return number
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
            writer.write(CivilDate(daysSinceEpoch: days))
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
            writer.write(CivilDate(daysSinceEpoch: days))
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

    /// Less than 100 hours.
    private static func write(time: Int64, _ fraction: Int, _ writer: inout TextWriter) {
        let seconds = Int(time / 1_000_000)
        writer.write(hour: seconds / 3600, minute: seconds / 60 % 60, second: seconds % 60)
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

/// Pairs of digits at known places of a text, which is long enough for them.
private struct PlacedDigits {
    let text: UnsafeRawBufferPointer
    /// Of each pair, read as one number, the bits that digits do not have.
    private var strayBits: UInt16 = 0

    init(_ text: UnsafeRawBufferPointer) { self.text = text }

    /// Whether all that was read were digits.
    var areDigits: Bool { strayBits & 0x8080 == 0 }

    @inline(__always)
    mutating func pair(at place: Int) -> Int {
        let pair = UInt16(littleEndian: text.loadUnaligned(fromByteOffset: place, as: UInt16.self))
        let digits = pair &- 0x3030
        // Less than "0" borrows, and more than "9" carries, into the highest bit of its octet, or of the one behind it.
        strayBits |= pair | digits | (digits &+ 0x7676)
        return Int(digits & 0xFF) * 10 + Int(digits >> 8)
    }

    @inline(__always)
    func has(_ character: Unicode.Scalar, at place: Int) -> Bool { text[place] == UInt8(ascii: character) }
}
