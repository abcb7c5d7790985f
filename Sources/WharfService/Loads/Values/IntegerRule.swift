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
    func check(_ text: UnsafeRawBufferPointer, into row: inout RowEncoder) -> RejectCode? {
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
