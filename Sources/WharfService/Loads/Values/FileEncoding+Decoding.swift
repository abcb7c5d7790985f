extension FileEncoding {
    /// Converts text to UTF-8, in a buffer that is used again and again.
    ///
    /// ISO 8859-1 has a character for each byte, 0x80 to 0x9F being control characters. Windows-1252 leaves 0x81, 0x8D,
    /// 0x8F, 0x90 and 0x9D undefined. UTF-8 is copied and not validated.
    ///
    /// - Parameter buffer: what was in it is replaced; it grows to three octets per byte and keeps its capacity.
    /// - Returns: false when a byte has no character; the buffer is then of no use.
    func decode(_ text: UnsafeRawBufferPointer, into buffer: inout [UInt8]) -> Bool {
        buffer.removeAll(keepingCapacity: true)
        switch self {
        case .utf8: buffer.append(contentsOf: text)
        case .latin1: for byte in text { Self.append(UInt16(byte), to: &buffer) }
        case .windows1252:
            for byte in text {
                let isSpecial = 0x80...0x9F ~= byte
                let scalar = isSpecial ? Windows1252.upperControls[Int(byte) - 0x80] : UInt16(byte)
                guard scalar != 0 || byte == 0 else { return false }
                Self.append(scalar, to: &buffer)
            }
        }
        return true
    }

    @inline(__always)
    private static func append(_ scalar: UInt16, to buffer: inout [UInt8]) {
        let low = 0x80 | UInt8(truncatingIfNeeded: scalar) & 0x3F
        switch scalar {
        case ..<0x80: buffer.append(UInt8(scalar))
        case ..<0x800:
            buffer.append(0xC0 | UInt8(scalar >> 6))
            buffer.append(low)
        default:
            buffer.append(0xE0 | UInt8(scalar >> 12))
            buffer.append(0x80 | UInt8(scalar >> 6 & 0x3F))
            buffer.append(low)
        }
    }
}
