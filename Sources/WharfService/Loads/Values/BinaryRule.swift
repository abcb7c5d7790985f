/// `BINARY`, `VARBINARY` and the `BLOB` types, written as `0x` and pairs of hexadecimal digits of either case; `0x`
/// alone is a value without octets. `0X` is not taken, as the server does not take it.
///
/// The wire form is the octets; those of a `BINARY(n)` are filled up with zeros, as the server does.
struct BinaryRule {
    let maximumBytes: Int
    let isPadded: Bool

    /// `text` is trimmed and not empty.
    func check(_ text: UnsafeRawBufferPointer, into row: inout RowEncoder) -> RejectCode? {
        guard text.count >= 2, text.count % 2 == 0, text[0] == UInt8(ascii: "0"), text[1] == UInt8(ascii: "x"),
            text.dropFirst(2).allSatisfy({ Self.value(of: $0) != nil })
        else { return .notHexadecimal }
        let count = text.count / 2 - 1
        guard count <= maximumBytes else { return .tooLong }
        row.append(byteCount: isPadded ? maximumBytes : count) { place in
            var writer = TextWriter(place)
            for index in 0..<count { writer.write(Self.octet(text, at: 2 + index * 2)) }
            if isPadded { for _ in count..<maximumBytes { writer.write(0) } }
        }
        return nil
    }

    @inline(__always)
    private static func octet(_ text: UnsafeRawBufferPointer, at offset: Int) -> UInt8 {
        guard let high = value(of: text[offset]), let low = value(of: text[offset + 1]) else {
            preconditionFailure("digits are checked before they are converted")
        }
        return high << 4 | low
    }

    @inline(__always)
    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
