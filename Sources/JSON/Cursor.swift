/// A position in the bytes of one value, all of which are in memory.
///
/// Does not own them: it lives no longer than the reading of that value.
struct Cursor {
    let start: UnsafeRawPointer
    let end: Int
    var at = 0

    init(start: UnsafeRawPointer, count: Int) {
        self.start = start
        end = count
    }

    /// The next byte, not taken; 0 at the end, which no token begins with.
    @inline(__always)
    var byte: UInt8 { at < end ? start.load(fromByteOffset: at, as: UInt8.self) : 0 }

    @inline(__always)
    mutating func skipBlanks() { while at < end, ASCII.isBlank(byte) { at &+= 1 } }

    /// Takes the next byte if it is `wanted`.
    @inline(__always)
    mutating func take(_ wanted: UInt8) -> Bool {
        guard byte == wanted else { return false }
        at &+= 1
        return true
    }

    /// A failure here: of the text's end where it has ended.
    func failure(_ reason: JSONError.Reason) -> ReadFailure { ReadFailure(at == end ? .endsEarly : reason, at: at) }

    /// Takes a string behind its opening quote, its closing quote too; its escapes are not looked at.
    ///
    /// - Returns: whether it has escapes. Its text ends before the last byte taken.
    @inline(__always)
    mutating func takeString() throws(ReadFailure) -> Bool {
        var hasEscapes = false
        while true {
            at = ByteSearch.endOfText(start, from: at, end: end)
            guard at < end else { throw ReadFailure(.endsEarly, at: end) }
            let found = byte
            at &+= 1
            if found == ASCII.quote { return hasEscapes }
            guard found == ASCII.backslash else { throw ReadFailure(.controlCharacter, at: at &- 1) }
            guard at < end else { throw ReadFailure(.endsEarly, at: end) }
            hasEscapes = true
            at &+= 1
        }
    }

    /// Takes a number: RFC 8259, section 6.
    @inline(__always)
    mutating func takeNumber() throws(ReadFailure) {
        _ = take(ASCII.minus)
        if !take(ASCII.zero) { try takeDigits() }
        if take(ASCII.point) { try takeDigits() }
        if byte | 0x20 == 0x65 {
            at &+= 1
            if byte == ASCII.plus || byte == ASCII.minus { at &+= 1 }
            try takeDigits()
        }
        if ASCII.isWordByte(byte) { throw ReadFailure(.invalidNumber, at: at) }
    }

    @inline(__always)
    private mutating func takeDigits() throws(ReadFailure) {
        guard ASCII.isDigit(byte) else { throw ReadFailure(.invalidNumber, at: at) }
        repeat { at &+= 1 } while ASCII.isDigit(byte)
    }

    /// Takes `true`, `false` or `null`.
    mutating func takeWord() throws(ReadFailure) -> JSONKind {
        let from = at
        while ASCII.isWordByte(byte) { at += 1 }
        let word = UnsafeRawBufferPointer(start: start + from, count: at - from)
        if word.elementsEqual("null".utf8) { return .null }
        if word.elementsEqual("true".utf8) { return .true }
        if word.elementsEqual("false".utf8) { return .false }
        throw ReadFailure(.invalidLiteral, at: from)
    }
}
