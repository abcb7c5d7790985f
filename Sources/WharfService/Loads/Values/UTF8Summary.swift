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
        var offset = Self.endOfASCII(text, from: 0)
        codePoints = offset
        while offset < text.count {
            guard let length = Self.sequenceLength(text, at: offset) else { return nil }
            if length == 4 { hasSupplementary = true }
            offset += length
            let next = Self.endOfASCII(text, from: offset)
            codePoints += 1 + next - offset
            offset = next
        }
    }

    /// Where the run of ASCII characters ends that starts at `start`.
    @inline(__always)
    private static func endOfASCII(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
        let topBits: UInt64 = 0x8080_8080_8080_8080
        var offset = start
        while offset + 16 <= text.count {
            let first = text.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let second = text.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
            if (first | second) & topBits != 0 { break }
            offset += 16
        }
        while offset + 4 <= text.count {
            let four = text.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            if four & UInt32(truncatingIfNeeded: topBits) != 0 { break }
            offset += 4
        }
        while offset < text.count, text[offset] < 0x80 { offset += 1 }
        return offset
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
