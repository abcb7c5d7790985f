/// Undoes the escapes of one string: RFC 8259, section 7.
struct StringDecoder {
    private let start: UnsafeRawPointer
    private let end: Int
    private var at: Int

    /// - Parameter text: where the string lies, without its quotes. Every backslash in it has a byte behind it.
    init(start: UnsafeRawPointer, text: Range<Int>) {
        self.start = start
        at = text.lowerBound
        end = text.upperBound
    }

    /// Appends the string's text, which is never longer than what was written.
    mutating func decode(into buffer: inout GrowingBuffer) throws(ReadFailure) {
        while at < end {
            let from = at
            at = ByteSearch.endOfText(start, from: at, end: end)
            buffer.append(UnsafeRawBufferPointer(start: start + from, count: at - from))
            if at < end { try decodeEscape(into: &buffer) }
        }
    }

    private mutating func decodeEscape(into buffer: inout GrowingBuffer) throws(ReadFailure) {
        let from = at
        let letter = start.load(fromByteOffset: at + 1, as: UInt8.self)
        at += 2
        switch letter {
        case ASCII.quote, ASCII.backslash, UInt8(ascii: "/"): buffer.append(letter)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(ASCII.lineFeed)
        case UInt8(ascii: "r"): buffer.append(ASCII.carriageReturn)
        case UInt8(ascii: "t"): buffer.append(ASCII.tab)
        case UInt8(ascii: "u"): Self.append(try takeScalar(from: from), to: &buffer)
        default: throw ReadFailure(.invalidEscape, at: from)
        }
    }

    /// The character whose first four digits come now; two escapes where it needs a surrogate pair.
    private mutating func takeScalar(from: Int) throws(ReadFailure) -> Unicode.Scalar {
        let unit = try takeUnit(from: from)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, at + 6 <= end, start.load(fromByteOffset: at, as: UInt8.self) == ASCII.backslash,
            start.load(fromByteOffset: at + 1, as: UInt8.self) == UInt8(ascii: "u")
        else { throw ReadFailure(.loneSurrogate, at: from) }
        at += 2
        let low = try takeUnit(from: at - 2)
        guard 0xDC00...0xDFFF ~= low,
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
        else { throw ReadFailure(.loneSurrogate, at: from) }
        return scalar
    }

    private mutating func takeUnit(from: Int) throws(ReadFailure) -> UInt16 {
        guard at + 4 <= end else { throw ReadFailure(.invalidEscape, at: from) }
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Self.value(of: start.load(fromByteOffset: at, as: UInt8.self)) else {
                throw ReadFailure(.invalidEscape, at: from)
            }
            unit = unit << 4 | digit
            at += 1
        }
        return unit
    }

    private static func value(of digit: UInt8) -> UInt16? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(digit - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(digit - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to buffer: inout GrowingBuffer) {
        for byte in UTF8.encode(scalar).unsafelyUnwrapped { buffer.append(byte) }
    }
}
