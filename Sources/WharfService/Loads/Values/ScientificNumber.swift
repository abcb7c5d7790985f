/// A decimal number as its significant digits and a power of ten.
struct ScientificNumber {
    static let zero = ScientificNumber()

    private(set) var isNegative = false
    /// The significant digits, as a whole number that does not end in 0; at most 19 digits.
    private(set) var significand: UInt64 = 0
    /// The digits of `significand`; 0 for zero.
    private(set) var digitCount = 0
    /// The power of ten of the last significant digit.
    private(set) var exponent = 0
    /// There were more significant digits than `significand` holds.
    private(set) var isTruncated = false

    /// The power of ten of the first significant digit.
    var magnitude: Int { exponent + digitCount - 1 }
    var isZero: Bool { digitCount == 0 }

    private init() {}

    /// Nil when the text is not a sign, digits with at most one point, and an exponent.
    init?(_ text: UnsafeRawBufferPointer) {
        var scanner = FieldScanner(text)
        isNegative = scanner.takeSign()
        let digits = takeMantissa(from: &scanner)
        guard digits > 0, takeExponent(from: &scanner), scanner.isAtEnd else { return nil }
    }

    /// From the standard library's description of a finite number.
    init?(_ description: String) {
        var description = description
        guard let number = description.withUTF8({ ScientificNumber(UnsafeRawBufferPointer($0)) }) else { return nil }
        self = number
    }

    /// Takes digits and point; gives the count of digits.
    private mutating func takeMantissa(from scanner: inout FieldScanner) -> Int {
        var (count, lastNonzero) = (0, 0)
        var integerCount: Int?
        while true {
            if let digit = scanner.takeDigit() {
                count += 1
                guard digit > 0 else { continue }
                append(digit, zerosBefore: count - 1 - lastNonzero)
                lastNonzero = count
            } else if integerCount == nil, scanner.take(UInt8(ascii: ".")) {
                integerCount = count
            } else {
                break
            }
        }
        exponent = (integerCount ?? count) - lastNonzero
        return count
    }

    private mutating func append(_ digit: UInt8, zerosBefore: Int) {
        // Zeros in front of the first digit that counts are not significant.
        let shift = isZero ? 1 : zerosBefore + 1
        guard digitCount + shift <= 19 else {
            isTruncated = true
            return
        }
        for _ in 0..<shift { significand *= 10 }
        significand += UInt64(digit)
        digitCount += shift
    }

    private mutating func takeExponent(from scanner: inout FieldScanner) -> Bool {
        guard scanner.take(UInt8(ascii: "e")) || scanner.take(UInt8(ascii: "E")) else { return true }
        let isNegative = scanner.takeSign()
        guard var power = scanner.takeDigit().map(Int.init) else { return false }
        // Beyond this every number is infinite or zero, however many digits its mantissa has.
        let enough = 1 << 40
        while let digit = scanner.takeDigit() { power = min(power * 10 + Int(digit), enough) }
        exponent += isNegative ? -power : power
        return true
    }
}

extension ScientificNumber {
    /// Appends the number as a text that the server reads: plain from 1e-5 to below 1e15, otherwise `d.ddde-n`. The
    /// digits are those that the server prints for a `DOUBLE`; which form it prints may differ (`0.000001`).
    func append(to row: inout RowEncoder) {
        // At most a sign, 19 digits, a point and what stands before or after them: 26 octets; the bare digits behind.
        withUnsafeTemporaryAllocation(byteCount: 48, alignment: 1) { buffer in
            guard let base = buffer.baseAddress else { return }
            var bare = TextWriter(base + 28)
            bare.write(number: significand)
            var writer = TextWriter(base)
            if isNegative { writer.write(UInt8(ascii: "-")) }
            write(UnsafeRawBufferPointer(start: base + 28, count: bare.count), to: &writer)
            row.append(bytes: UnsafeRawBufferPointer(start: base, count: writer.count))
        }
    }

    private func write(_ digits: UnsafeRawBufferPointer, to writer: inout TextWriter) {
        switch isZero ? 0 : magnitude {
        case 0..<15: writePlain(digits, to: &writer)
        case -5..<0: writeBelowOne(digits, to: &writer)
        default: writeScientific(digits, to: &writer)
        }
    }

    private func writePlain(_ digits: UnsafeRawBufferPointer, to writer: inout TextWriter) {
        let integer = isZero ? 1 : magnitude + 1
        guard digits.count > integer else {
            writer.write(digits, 0..<digits.count)
            for _ in digits.count..<integer { writer.write(UInt8(ascii: "0")) }
            return
        }
        writer.write(digits, 0..<integer)
        writer.write(UInt8(ascii: "."))
        writer.write(digits, integer..<digits.count)
    }

    private func writeBelowOne(_ digits: UnsafeRawBufferPointer, to writer: inout TextWriter) {
        writer.write(UInt8(ascii: "0"))
        writer.write(UInt8(ascii: "."))
        for _ in 0..<(-magnitude - 1) { writer.write(UInt8(ascii: "0")) }
        writer.write(digits, 0..<digits.count)
    }

    private func writeScientific(_ digits: UnsafeRawBufferPointer, to writer: inout TextWriter) {
        writer.write(digits, 0..<1)
        if digits.count > 1 {
            writer.write(UInt8(ascii: "."))
            writer.write(digits, 1..<digits.count)
        }
        writer.write(UInt8(ascii: "e"))
        if magnitude < 0 { writer.write(UInt8(ascii: "-")) }
        writer.write(number: UInt64(magnitude.magnitude))
    }
}
