/// A position in the text of one field, from which a rule takes byte after byte.
///
/// Does not own the text: it lives no longer than the check of that field.
struct FieldScanner {
    let text: UnsafeRawBufferPointer
    private(set) var offset = 0

    init(_ text: UnsafeRawBufferPointer) { self.text = text }

    var isAtEnd: Bool { offset == text.count }

    /// The next byte, not taken; nil at the end.
    var next: UInt8? { offset < text.count ? text[offset] : nil }

    /// Takes the next byte if it is `byte`.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        offset += 1
        return true
    }

    /// Takes the next byte, whatever it is, unless the text is at its end.
    mutating func takeAny() { offset = min(offset + 1, text.count) }

    /// Takes an optional `+` or `-`; true for `-`.
    @inline(__always)
    mutating func takeSign() -> Bool {
        if take(UInt8(ascii: "-")) { return true }
        _ = take(UInt8(ascii: "+"))
        return false
    }

    /// Takes one decimal digit and gives its value.
    @inline(__always)
    mutating func takeDigit() -> UInt8? {
        guard let byte = next, byte &- UInt8(ascii: "0") <= 9 else { return nil }
        offset += 1
        return byte &- UInt8(ascii: "0")
    }

    /// Takes exactly `count` decimal digits and gives their value; nil when there are fewer.
    @inline(__always)
    mutating func takeNumber(digits count: Int) -> Int? {
        var number = 0
        for _ in 0..<count {
            guard let digit = takeDigit() else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }

    /// Takes all `byte`s that stand here.
    mutating func takeAll(_ byte: UInt8) { while take(byte) {} }

    /// Takes all decimal digits that stand here and gives their place in the text.
    mutating func takeDigits() -> Range<Int> {
        let start = offset
        while takeDigit() != nil {}
        return start..<offset
    }
}

extension UnsafeRawBufferPointer {
    /// The bytes without the spaces and tabs at both ends.
    @inline(__always)
    var trimmingBlanks: UnsafeRawBufferPointer {
        var (start, end) = (0, count)
        while start < end, Self.isBlank(self[start]) { start += 1 }
        while start < end, Self.isBlank(self[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: self[start..<end])
    }

    /// Whether the bytes are those of an ASCII text, upper or lower case; `lowercase` is in lower case.
    func equalsIgnoringCase(_ lowercase: StaticString) -> Bool {
        guard count == lowercase.utf8CodeUnitCount else { return false }
        return indices.allSatisfy { self[$0] | 0x20 == lowercase.utf8Start[$0] }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
