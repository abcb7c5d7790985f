/// Whole numbers: `TINYINT` … `BIGINT`, `YEAR`, `BIT(n)`.
///
/// Takes an optional sign and decimal digits with any number of leading zeros, and a point with nothing but zeros after
/// it (`8.0`, `8.`), which is how spreadsheets and pandas write whole numbers. No exponent, no separators.
/// The wire form is `signed` wherever the value fits `Int64`, otherwise `unsigned`; `-0` is 0.
struct IntegerRule {
    let minimum: Int64
    let maximum: UInt64
    /// `true` and `false` stand for 1 and 0.
    let acceptsBooleans: Bool

    /// `text` is trimmed and not empty.
    @inline(__always)
    func check(_ text: UnsafeRawBufferPointer, into row: inout RowEncoder) -> RejectCode? {
        if let value = Self.plainNumber(text) { return append(value, to: &row) }
        return checkAny(text, into: &row)
    }

    /// Nearly every value of a file: nothing but digits, so few that no number is too large. Nil for every other text.
    @inline(__always)
    private static func plainNumber(_ text: UnsafeRawBufferPointer) -> UInt64? {
        guard text.count <= 18 else { return nil }
        var (number, greatest): (UInt64, UInt8) = (0, 0)
        for byte in text {
            let digit = byte &- UInt8(ascii: "0")
            greatest = max(greatest, digit)
            number = number &* 10 &+ UInt64(digit)
        }
        return greatest <= 9 ? number : nil
    }

    @inline(never)
    private func checkAny(_ text: UnsafeRawBufferPointer, into row: inout RowEncoder) -> RejectCode? {
        var scanner = FieldScanner(text)
        let isNegative = scanner.takeSign()
        guard let digit = scanner.takeDigit() else { return checkBoolean(text, into: &row) }
        var magnitude = UInt64(digit)
        var overflows = false
        while let digit = scanner.takeDigit() {
            let (tenfold, isTooLarge) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, isCarried) = tenfold.addingReportingOverflow(UInt64(digit))
            magnitude = sum
            overflows = overflows || isTooLarge || isCarried
        }
        if scanner.take(UInt8(ascii: ".")) { scanner.takeAll(UInt8(ascii: "0")) }
        guard scanner.isAtEnd else { return .notAnInteger }
        if overflows { return .outOfRange }
        return isNegative ? append(negated: magnitude, to: &row) : append(magnitude, to: &row)
    }

    @inline(__always)
    private func append(_ value: UInt64, to row: inout RowEncoder) -> RejectCode? {
        guard value <= maximum, minimum <= 0 || value >= UInt64(minimum) else { return .outOfRange }
        if let signed = Int64(exactly: value) {
            row.append(signed: signed)
        } else {
            row.append(unsigned: value)
        }
        return nil
    }

    private func append(negated magnitude: UInt64, to row: inout RowEncoder) -> RejectCode? {
        guard magnitude <= Int64.min.magnitude else { return .outOfRange }
        // Two's complement of a magnitude up to 2^63 is the negative number itself.
        let value = Int64(bitPattern: 0 &- magnitude)
        guard value >= minimum else { return .outOfRange }
        row.append(signed: value)
        return nil
    }

    private func checkBoolean(_ text: UnsafeRawBufferPointer, into row: inout RowEncoder) -> RejectCode? {
        guard acceptsBooleans else { return .notAnInteger }
        if text.equalsIgnoringCase("true") {
            row.append(signed: 1)
        } else if text.equalsIgnoringCase("false") {
            row.append(signed: 0)
        } else {
            return .notAnInteger
        }
        return nil
    }
}
