/// Exact numbers: `DECIMAL(precision, scale)`.
///
/// Takes an optional sign, digits and a point; at least one digit, before or after the point. No exponent (a number
/// that a spreadsheet wrote as `1.5E+3` may have lost digits), no separators, no decimal comma: `.notANumber`.
/// Of several broken rules it names the first of `.notANumber`, `.outOfRange`, `.tooPrecise`.
///
/// The wire form is the server's own text: no plus, no superfluous zeros in front, exactly `scale` fraction digits,
/// zero without a sign (`0.50`, `-0.50`, `0.00`; `5` when `scale` is 0).
struct DecimalRule {
    /// At most 65 digits.
    let precision: Int
    /// At most 30 of them after the point.
    let scale: Int
    let isUnsigned: Bool

    /// `text` is trimmed and not empty.
    func check(_ text: UnsafeRawBufferPointer, into row: inout RowEncoder) -> RejectCode? {
        guard let digits = Digits(text) else { return .notANumber }
        let kept = digits.fraction.prefix(scale)
        let dropped = digits.fraction.dropFirst(scale)
        let isZero = digits.integer.isEmpty && Self.areZeros(text, digits.fraction)
        let isNegative = digits.isNegative && !isZero
        guard digits.integer.count <= precision - scale, !(isNegative && isUnsigned) else { return .outOfRange }
        guard Self.areZeros(text, dropped) else { return .tooPrecise }
        append(text, integer: digits.integer, fraction: kept, isNegative: isNegative, to: &row)
        return nil
    }

    private static func areZeros(_ text: UnsafeRawBufferPointer, _ places: Range<Int>) -> Bool {
        for place in places where text[place] != UInt8(ascii: "0") { return false }
        return true
    }

    private func append(
        _ text: UnsafeRawBufferPointer, integer: Range<Int>, fraction: Range<Int>, isNegative: Bool,
        to row: inout RowEncoder
    ) {
        let pointAndFraction = scale > 0 ? 1 + scale : 0
        row.append(byteCount: (isNegative ? 1 : 0) + max(1, integer.count) + pointAndFraction) { place in
            var writer = TextWriter(place)
            if isNegative { writer.write(UInt8(ascii: "-")) }
            if integer.isEmpty { writer.write(UInt8(ascii: "0")) }
            writer.write(text, integer)
            guard scale > 0 else { return }
            writer.write(UInt8(ascii: "."))
            writer.write(text, fraction)
            for _ in fraction.count..<scale { writer.write(UInt8(ascii: "0")) }
        }
    }
}

extension DecimalRule {
    /// Where a number's digits stand in its text.
    private struct Digits {
        let isNegative: Bool
        /// Without leading zeros; empty when the number lies between -1 and 1.
        let integer: Range<Int>
        let fraction: Range<Int>

        init?(_ text: UnsafeRawBufferPointer) {
            var scanner = FieldScanner(text)
            isNegative = scanner.takeSign()
            let start = scanner.offset
            scanner.takeAll(UInt8(ascii: "0"))
            integer = scanner.takeDigits()
            let hasInteger = scanner.offset > start
            fraction = scanner.take(UInt8(ascii: ".")) ? scanner.takeDigits() : scanner.offset..<scanner.offset
            guard scanner.isAtEnd, hasInteger || !fraction.isEmpty else { return nil }
        }
    }
}
