/// UTF-8 as of table 3-7 of the Unicode Standard: no overlong forms, no surrogates, nothing above U+10FFFF.
enum UTF8Check {
    /// The place of the first byte that is not UTF-8; nil where all is well.
    static func firstFault(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard let start = bytes.baseAddress else { return nil }
        var at = ByteSearch.endOfASCII(start, from: 0, end: bytes.count)
        while at < bytes.count {
            guard let length = sequenceLength(bytes, at: at) else { return at }
            at = ByteSearch.endOfASCII(start, from: at + length, end: bytes.count)
        }
        return nil
    }

    /// The bytes of the sequence at `offset`, which is not ASCII; nil when it is not well formed.
    private static func sequenceLength(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
        // The second byte's range is narrower after some first bytes: that is what excludes overlong forms,
        // surrogates and numbers above U+10FFFF.
        let (length, second): (Int, ClosedRange<UInt8>)
        switch bytes[offset] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
        guard offset + length <= bytes.count, second ~= bytes[offset + 1] else { return nil }
        for index in offset + 2..<offset + length where bytes[index] & 0xC0 != 0x80 { return nil }
        return length
    }
}
