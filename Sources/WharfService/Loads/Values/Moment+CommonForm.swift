extension Moment {
    /// Reads `YYYY-MM-DDTHH:MM:SS`, with `T`, `t` or a space and with or without `Z`: nearly every value of a file.
    ///
    /// Checks eight characters at a time. Nil for every other text, right or wrong: the general reader judges those.
    @inline(__always)
    init?(commonForm text: UnsafeRawBufferPointer) {
        guard text.count == 19 || text.count == 20 && text[19] | 0x20 == UInt8(ascii: "z") else { return nil }
        guard let date = DigitPattern.date.digits(of: text.eightBytes(at: 0)),
            let middle = DigitPattern.dayAndTime.digits(of: text.eightBytes(at: 8) & ~DigitPattern.separatorMask),
            let time = DigitPattern.time.digits(of: text.eightBytes(at: 11)),
            text[10] | 0x20 == UInt8(ascii: "t") || text[10] == UInt8(ascii: " ")
        else { return nil }
        let year = date.pair(at: 0) * 100 + date.pair(at: 2)
        guard let civil = CivilDate(year: year, month: date.pair(at: 5), day: middle.pair(at: 0)) else { return nil }
        self.init(
            date: civil, hour: time.pair(at: 0), minute: time.pair(at: 3), second: time.pair(at: 6),
            zone: text.count == 20 ? .offset(minutes: 0) : .unstated)
    }
}

/// Eight characters, some of which must be decimal digits and the others one given character each; the first character
/// is the lowest byte.
private struct DigitPattern {
    /// `0` where a digit stands, otherwise the character itself.
    let zeros: UInt64
    /// Per byte the largest number that may be added to it before its top bit is set: `0x7F` less the byte's limit.
    let headroom: UInt64

    /// `0000-00-`
    static let date = DigitPattern(zeros: 0x2D30_302D_3030_3030, headroom: 0x7F76_767F_7676_7676)
    /// `00?00:00`, the character after the day blanked out by `separatorMask`.
    static let dayAndTime = DigitPattern(zeros: 0x3030_3A30_3000_3030, headroom: 0x7676_7F76_767F_7676)
    /// `00:00:00`
    static let time = DigitPattern(zeros: 0x3030_3A30_303A_3030, headroom: 0x7676_7F76_767F_7676)
    static let separatorMask: UInt64 = 0xFF << 16

    /// One number per byte, 0-9 for a digit, 0 for the rest; nil when the characters do not match.
    @inline(__always)
    func digits(of characters: UInt64) -> DigitBytes? {
        let numbers = characters ^ zeros
        // A byte above its limit sets its own top bit. A byte so large that it carries into the next one has had its
        // top bit set before the addition, which the `|` keeps.
        guard ((numbers &+ headroom) | numbers) & 0x8080_8080_8080_8080 == 0 else { return nil }
        return DigitBytes(numbers: numbers)
    }
}

/// Eight numbers from 0 to 9, the first one in the lowest byte.
private struct DigitBytes {
    let numbers: UInt64

    /// The two digits from `index` on as one number.
    @inline(__always)
    func pair(at index: Int) -> Int {
        let shifted = numbers >> UInt64(index * 8)
        return Int(truncatingIfNeeded: (shifted & 0xF) * 10 + (shifted >> 8 & 0xF))
    }
}

extension UnsafeRawBufferPointer {
    @inline(__always)
    fileprivate func eightBytes(at offset: Int) -> UInt64 {
        UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
