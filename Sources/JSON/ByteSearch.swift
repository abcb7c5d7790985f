/// Finds bytes eight at a time (Warren, Hacker's Delight, 2nd ed., §6-1).
///
/// A word's marks are exact up to its first one, which is the only one that is used.
enum ByteSearch {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// The place of the first byte in `from..<end` that ends the text of a string or needs a look: a quote, a
    /// backslash, a control character. `end` where there is none.
    @inline(__always)
    static func endOfText(_ start: UnsafeRawPointer, from: Int, end: Int) -> Int {
        var at = from
        while at &+ 8 <= end {
            let word = load(start, at)
            let marks =
                (zeros(word ^ ones &* 0x22) | zeros(word ^ ones &* 0x5C) | (word &- ones &* 0x20) & ~word) & tops
            if marks != 0 { return at &+ marks.trailingZeroBitCount &>> 3 }
            at &+= 8
        }
        while at < end {
            let byte = start.load(fromByteOffset: at, as: UInt8.self)
            if byte == ASCII.quote || byte == ASCII.backslash || byte < 0x20 { break }
            at &+= 1
        }
        return at
    }

    /// The place of the first LF in `from..<end`, or `end`.
    @inline(__always)
    static func lineFeed(_ start: UnsafeRawPointer, from: Int, end: Int) -> Int {
        var at = from
        while at &+ 8 <= end {
            let marks = zeros(load(start, at) ^ ones &* 0x0A) & tops
            if marks != 0 { return at &+ marks.trailingZeroBitCount &>> 3 }
            at &+= 8
        }
        while at < end, start.load(fromByteOffset: at, as: UInt8.self) != ASCII.lineFeed { at &+= 1 }
        return at
    }

    /// The place of the first byte in `from..<end` that is not ASCII, or `end`.
    @inline(__always)
    static func endOfASCII(_ start: UnsafeRawPointer, from: Int, end: Int) -> Int {
        var at = from
        while at &+ 8 <= end {
            let marks = load(start, at) & tops
            if marks != 0 { return at &+ marks.trailingZeroBitCount &>> 3 }
            at &+= 8
        }
        while at < end, start.load(fromByteOffset: at, as: UInt8.self) < 0x80 { at &+= 1 }
        return at
    }

    @inline(__always)
    private static func load(_ start: UnsafeRawPointer, _ at: Int) -> UInt64 {
        UInt64(littleEndian: start.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }

    /// The top bit of each byte that is zero.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
}
