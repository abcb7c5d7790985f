/// A JSON number with an exponent as digits with a point, exactly.
enum PlainNumber {
    /// No column has as many digits, before the point or behind it: a number beyond stays beyond.
    private static let mostZeros = 200

    /// Writes the number without its exponent.
    ///
    /// A number that lies further than `mostZeros` digits from the point is written as one that lies just there, which no
    /// exact column takes either.
    /// - Parameters:
    ///   - text: a number by the grammar of RFC 8259.
    ///   - plain: what was in it is replaced.
    /// - Returns: false where the number has no exponent; `plain` is then untouched.
    static func write(_ text: UnsafeRawBufferPointer, into plain: inout [UInt8]) -> Bool {
        guard let mark = text.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return false }
        let mantissa = text[..<mark]
        let digits = mantissa.filter { $0 &- UInt8(ascii: "0") <= 9 }
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        let isNegative = text.first == UInt8(ascii: "-")
        let integers = mantissa.prefix { $0 != UInt8(ascii: ".") }.count - (isNegative ? 1 : 0)
        let exponent = exponent(text[(mark + 1)...])
        plain.removeAll(keepingCapacity: true)
        if isNegative { plain.append(UInt8(ascii: "-")) }
        append(digits.dropFirst(zeros), point: integers - zeros + exponent, to: &plain)
        return true
    }

    /// - Parameter point: how many of the digits stand before the point; below 0, zeros are missing behind it.
    private static func append(_ digits: ArraySlice<UInt8>, point: Int, to plain: inout [UInt8]) {
        let point = digits.isEmpty ? 0 : min(max(point, -mostZeros), digits.count + mostZeros)
        if point <= 0 { plain.append(UInt8(ascii: "0")) }
        plain += digits.prefix(max(0, point))
        plain += repeatElement(UInt8(ascii: "0"), count: max(0, point - digits.count))
        guard point < digits.count else { return }
        plain.append(UInt8(ascii: "."))
        plain += repeatElement(UInt8(ascii: "0"), count: max(0, -point))
        plain += digits.dropFirst(max(0, point))
    }

    private static func exponent(_ text: Slice<UnsafeRawBufferPointer>) -> Int {
        var value = 0
        // Far more than a row has digits; a larger one makes no difference.
        for byte in text where byte &- UInt8(ascii: "0") <= 9 {
            value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 1 << 32)
        }
        return text.first == UInt8(ascii: "-") ? -value : value
    }
}
