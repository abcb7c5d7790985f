/// `TIME(fraction)`: a time of day or a span of time.
///
/// Takes an optional sign, one to three digits of hours, `:MM` and an optional `:SS` with a fraction after a point or
/// comma. Hours and minutes alone are just that, as the server reads them. No zone, no days, no bare numbers: a `130`
/// would be 00:01:30 to the server. Minute or second 60 is `.notATime`.
///
/// The wire form is the server's own text, `[-]HH:MM:SS`, at least two digits of hours, and exactly `fraction` digits
/// after a point; zero has no sign.
struct TimeRule {
    /// Digits after the second, 0-6.
    let fraction: Int

    /// `text` is trimmed and not empty.
    func check(_ text: UnsafeRawBufferPointer, into row: inout RowEncoder) -> RejectCode? {
        guard let span = Span(text) else { return .notATime }
        guard span.isInRange else { return .outOfRange }
        guard span.fraction.significantDigits <= fraction else { return .tooPrecise }
        append(span, to: &row)
        return nil
    }

    private func append(_ span: Span, to row: inout RowEncoder) {
        let sign = span.isNegative && !span.isZero ? 1 : 0
        let hundreds = span.hours >= 100 ? 1 : 0
        row.append(byteCount: sign + hundreds + (fraction > 0 ? 9 + fraction : 8)) { place in
            var writer = TextWriter(place)
            if sign > 0 { writer.write(UInt8(ascii: "-")) }
            if hundreds > 0 { writer.write(UInt8(ascii: "0") + UInt8(span.hours / 100)) }
            writer.write(twoDigits: span.hours % 100)
            writer.write(UInt8(ascii: ":"))
            writer.write(twoDigits: span.minutes)
            writer.write(UInt8(ascii: ":"))
            writer.write(twoDigits: span.seconds)
            writer.write(fraction: span.fraction.microsecond, digits: fraction)
        }
    }
}

extension TimeRule {
    /// A time as a file writes it.
    private struct Span {
        let isNegative: Bool
        /// 0-999
        let hours: Int
        /// 0-59
        let minutes: Int
        /// 0-59
        private(set) var seconds = 0
        private(set) var fraction = SecondFraction.zero

        init?(_ text: UnsafeRawBufferPointer) {
            var scanner = FieldScanner(text)
            isNegative = scanner.takeSign()
            guard let hours = Self.takeHours(from: &scanner), scanner.take(UInt8(ascii: ":")),
                let minutes = scanner.takeNumber(digits: 2), minutes <= 59
            else { return nil }
            self.hours = hours
            self.minutes = minutes
            if scanner.take(UInt8(ascii: ":")) {
                guard let number = scanner.takeNumber(digits: 2), number <= 59,
                    let rest = SecondFraction.takeOptional(from: &scanner)
                else { return nil }
                (seconds, fraction) = (number, rest)
            }
            guard scanner.isAtEnd else { return nil }
        }

        private static func takeHours(from scanner: inout FieldScanner) -> Int? {
            guard var hours = scanner.takeDigit().map(Int.init) else { return nil }
            for _ in 0..<2 {
                guard let digit = scanner.takeDigit() else { break }
                hours = hours * 10 + Int(digit)
            }
            return hours
        }

        var isZero: Bool { hours == 0 && minutes == 0 && seconds == 0 && fraction.significantDigits == 0 }

        /// The manual's range, '-838:59:59.000000' to '838:59:59.000000' (dev.mysql.com/doc/refman/8.4/en/time.html).
        var isInRange: Bool {
            if hours == 838 && minutes == 59 && seconds == 59 { return fraction.significantDigits == 0 }
            return hours <= 838
        }
    }
}
