/// What one pass over a text finds out: that it is valid UTF-8, and how long it is.
///
/// Valid as in table 3-7 of the Unicode Standard: no overlong forms, no surrogates, nothing above U+10FFFF.
struct UTF8Summary: Equatable {
    /// Characters as the database counts them.
    private(set) var codePoints = 0
    /// There are characters above U+FFFF, of four octets.
    private(set) var hasSupplementary = false

    /// Nil when the text is not valid UTF-8.
    init?(_ text: UnsafeRawBufferPointer) {
        var offset = 0
        while offset < text.count {
            let run = Self.asciiCount(text, at: offset)
            offset += run
            codePoints += run
            if run == 8 || offset == text.count { continue }
            guard let length = Self.sequenceLength(text, at: offset) else { return nil }
            if length == 4 { hasSupplementary = true }
            offset += length
            codePoints += 1
        }
    }

    /// How many ASCII characters stand at `offset`, of which eight are looked at.
    @inline(__always)
    private static func asciiCount(_ text: UnsafeRawBufferPointer, at offset: Int) -> Int {
        let marks = eightBytes(text, at: offset) & 0x8080_8080_8080_8080
        return min(marks.trailingZeroBitCount / 8, text.count - offset)
    }

    /// The eight bytes at `offset`, the first one lowest; 0 behind the end.
    @inline(__always)
    private static func eightBytes(_ text: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
        let rest = text.count - offset
        if rest >= 8 { return UInt64(littleEndian: text.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
        if text.count >= 8 {
            let last = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: text.count - 8, as: UInt64.self))
            return last >> UInt64(64 - 8 * rest)
        }
        var bytes: UInt64 = 0
        for index in 0..<rest { bytes |= UInt64(text[offset + index]) << UInt64(8 * index) }
        return bytes
    }

    /// The octets of the sequence at `offset`, which is not ASCII; nil when it is not well formed.
    @inline(__always)
    private static func sequenceLength(_ text: UnsafeRawBufferPointer, at offset: Int) -> Int? {
        // The second octet's range is narrower after some first octets: that is what excludes overlong forms,
        // surrogates and numbers above U+10FFFF.
        let (length, second): (Int, ClosedRange<UInt8>)
        switch text[offset] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
        guard offset + length <= text.count, second ~= text[offset + 1] else { return nil }
        for index in offset + 2..<offset + length where text[index] & 0xC0 != 0x80 { return nil }
        return length
    }
}
