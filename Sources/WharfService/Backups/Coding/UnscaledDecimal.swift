/// The unscaled number of a decimal, of up to 76 digits: 256 bits, sign apart, least significant word first.
///
/// Avro writes it as two's complement, big-endian, in as few bytes as it takes ("Logical Types", decimal).
struct UnscaledDecimal: Hashable {
    static let mostBytes = 32
    private static let mostDigits = 76

    private(set) var isNegative = false
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    static func == (left: Self, right: Self) -> Bool {
        left.isNegative == right.isNegative && left.words == right.words
    }

    func hash(into hasher: inout Hasher) {
        for word in [words.0, words.1, words.2, words.3] { hasher.combine(word) }
    }

    init(_ number: UInt64) { words.0 = number }

    /// Digits with an optional sign and one point.
    ///
    /// - Parameter scale: digits behind the point that the number gets: missing ones are zeros, and more must be.
    /// - Returns: `nil` where the text is another one.
    init?(_ text: UnsafeRawBufferPointer, scale: Int) {
        var scanner = FieldScanner(text)
        let isNegative = scanner.takeSign()
        let integer = scanner.takeDigits()
        let fraction = scanner.take(UInt8(ascii: ".")) ? scanner.takeDigits() : scanner.offset..<scanner.offset
        guard scanner.isAtEnd, !integer.isEmpty, integer.count + scale <= Self.mostDigits,
            fraction.dropFirst(scale).allSatisfy({ text[$0] == UInt8(ascii: "0") })
        else { return nil }
        for place in integer { appendDigit(text[place] - UInt8(ascii: "0")) }
        for place in fraction.prefix(scale) { appendDigit(text[place] - UInt8(ascii: "0")) }
        for _ in 0..<max(0, scale - fraction.count) { appendDigit(0) }
        self.isNegative = isNegative && !isZero
    }

    /// Two's complement, big-endian.
    ///
    /// - Returns: `nil` where there is no byte, or more than are taken.
    init?(twosComplement bytes: UnsafeRawBufferPointer) {
        guard (1...Self.mostBytes).contains(bytes.count) else { return nil }
        let fill: UInt64 = bytes[0] & 0x80 == 0 ? 0 : .max
        var words = [fill, fill, fill, fill]
        for (place, byte) in bytes.reversed().enumerated() {
            let shift = UInt64(place % 8 * 8)
            words[place / 8] = words[place / 8] & ~(0xFF << shift) | UInt64(byte) << shift
        }
        self.words = (words[0], words[1], words[2], words[3])
        guard fill != 0 else { return }
        negate()
        isNegative = true
    }

    private var isZero: Bool { words == (0, 0, 0, 0) }

    /// The number where it is one of 64 bits without a sign.
    var unsigned: UInt64? { !isNegative && words.1 == 0 && words.2 == 0 && words.3 == 0 ? words.0 : nil }

    /// Lends the number as Avro writes it.
    func withTwosComplement<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        var number = self
        if isNegative { number.negate() }
        let fill: UInt8 = isNegative ? 0xFF : 0
        var bytes = (
            number.words.3.bigEndian, number.words.2.bigEndian, number.words.1.bigEndian, number.words.0.bigEndian
        )
        return try withUnsafeBytes(of: &bytes) { bytes in
            var start = 0
            while start < bytes.count - 1, bytes[start] == fill, bytes[start + 1] & 0x80 == fill & 0x80 { start += 1 }
            return try body(UnsafeRawBufferPointer(rebasing: bytes[start...]))
        }
    }

    /// The digits with a point before the last `scale`, as the database writes a decimal.
    func text(scale: Int) -> String {
        var rest = self
        var digits: [UInt8] = []
        repeat { digits.append(UInt8(ascii: "0") + rest.takeLastDigit()) } while !rest.isZero
        while digits.count <= scale { digits.append(UInt8(ascii: "0")) }
        if scale > 0 { digits.insert(UInt8(ascii: "."), at: scale) }
        if isNegative { digits.append(UInt8(ascii: "-")) }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }

    @inline(__always)
    private mutating func appendDigit(_ digit: UInt8) {
        var carry = UInt64(digit)
        func step(_ word: UInt64) -> UInt64 {
            let product = word.multipliedFullWidth(by: 10)
            let (low, overflow) = product.low.addingReportingOverflow(carry)
            carry = product.high + (overflow ? 1 : 0)
            return low
        }
        words.0 = step(words.0)
        if carry == 0, words.1 == 0, words.2 == 0, words.3 == 0 { return }
        words.1 = step(words.1)
        words.2 = step(words.2)
        words.3 = step(words.3)
    }

    private mutating func takeLastDigit() -> UInt8 {
        var rest: UInt64 = 0
        func step(_ word: UInt64) -> UInt64 {
            let (quotient, remainder) = UInt64(10).dividingFullWidth((rest, word))
            rest = remainder
            return quotient
        }
        words.3 = step(words.3)
        words.2 = step(words.2)
        words.1 = step(words.1)
        words.0 = step(words.0)
        return UInt8(rest)
    }

    private mutating func negate() {
        var carry = true
        func step(_ word: UInt64) -> UInt64 {
            let (sum, overflow) = (~word).addingReportingOverflow(carry ? 1 : 0)
            carry = overflow
            return sum
        }
        words = (step(words.0), step(words.1), step(words.2), step(words.3))
    }
}
