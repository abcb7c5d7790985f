/// The character sets of columns that the rules know; text always travels to the database as `utf8mb4`.
enum ColumnCharacterSet {
    /// All of Unicode, as `utf8mb4`.
    case unicode
    /// `utf8mb3`, once called `utf8`: no characters above U+FFFF.
    case basicPlane
    /// MySQL's `latin1`: Windows-1252 with the five bytes that it leaves undefined read as U+0081, U+008D, U+008F,
    /// U+0090 and U+009D (dev.mysql.com/doc/refman/8.4/en/charset-we-sets.html).
    case latin1
    case ascii
    /// Any other: the database decides which characters it has, and how many octets they take.
    case other

    /// - Parameter name: as `information_schema` has it; nil for the connection's own, `utf8mb4`.
    init(name: String?) {
        switch name {
        case nil, "utf8mb4": self = .unicode
        case "utf8mb3", "utf8": self = .basicPlane
        case "latin1": self = .latin1
        case "ascii": self = .ascii
        default: self = .other
        }
    }

    /// The octets that a text takes in the column, nil when the set lacks a character of it; 0 where the database
    /// counts.
    @inline(__always)
    func octetCount(of text: UnsafeRawBufferPointer, _ summary: UTF8Summary) -> Int? {
        switch self {
        case .unicode: text.count
        case .basicPlane: summary.hasSupplementary ? nil : text.count
        case .ascii: summary.codePoints == text.count ? text.count : nil
        case .latin1: summary.codePoints == text.count || Self.isLatin1(text) ? summary.codePoints : nil
        case .other: 0
        }
    }

    /// `text` is valid UTF-8.
    private static func isLatin1(_ text: UnsafeRawBufferPointer) -> Bool {
        var offset = 0
        while offset < text.count {
            let (scalar, length) = scalar(text, at: offset)
            guard hasLatin1(scalar) else { return false }
            offset += length
        }
        return true
    }

    /// The code point at `offset` and its octets; 0x110000 for one of four octets.
    private static func scalar(_ text: UnsafeRawBufferPointer, at offset: Int) -> (UInt32, Int) {
        let lead = UInt32(text[offset])
        if lead < 0x80 { return (lead, 1) }
        let second = UInt32(text[offset + 1] & 0x3F)
        if lead < 0xE0 { return ((lead & 0x1F) << 6 | second, 2) }
        if lead < 0xF0 { return ((lead & 0x0F) << 12 | second << 6 | UInt32(text[offset + 2] & 0x3F), 3) }
        return (0x11_0000, 4)
    }

    private static func hasLatin1(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 || 0xA0...0xFF ~= scalar { return true }
        return Windows1252.upperControls.contains(UInt16(truncatingIfNeeded: scalar)) && scalar <= 0xFFFF
            || Windows1252.undefinedBytes.contains(UInt8(truncatingIfNeeded: scalar)) && scalar <= 0xFF
    }
}
