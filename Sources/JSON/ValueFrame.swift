/// Finds where a value ends that may begin in one chunk and end in another, by its quotes and brackets alone.
///
/// Whether the value is right is for `ValueReader` to say, once it is whole. Of a wrong one any end will do, as long as
/// it does not depend on how the input is cut.
struct ValueFrame {
    private var depth = 0
    private var isInString = false
    private var isBehindBackslash = false
    /// Whether it is a number, true, false or null, whose end only the byte behind it shows.
    let isWord: Bool
    /// Whether it is an object or array.
    let isBracketed: Bool

    /// - Parameter first: the value's first byte, which is also the first that `end` gets.
    init(first: UInt8) {
        isBracketed = first == ASCII.openBrace || first == ASCII.openBracket
        isWord = first != ASCII.quote && !isBracketed
    }

    /// The place behind the value's last byte; nil where the chunk ends before it.
    mutating func end(in chunk: UnsafeRawBufferPointer, from: Int) -> Int? {
        guard let start = chunk.baseAddress else { return nil }
        if isWord { return endOfWord(chunk, from: from) }
        var at = from
        while at < chunk.count {
            if isInString {
                guard let next = endOfString(start, from: at, end: chunk.count) else { return nil }
                at = next
            } else {
                takeBracket(start.load(fromByteOffset: at, as: UInt8.self))
                at &+= 1
            }
            if depth <= 0 && !isInString { return at }
        }
        return nil
    }

    /// Numbers and words: up to a byte that belongs to none.
    private func endOfWord(_ chunk: UnsafeRawBufferPointer, from: Int) -> Int? {
        chunk[from...].firstIndex { !ASCII.isWordByte($0) }
    }

    /// Behind the closing quote; nil where the chunk ends inside the string.
    @inline(__always)
    private mutating func endOfString(_ start: UnsafeRawPointer, from: Int, end: Int) -> Int? {
        var at = from
        while at < end {
            if isBehindBackslash {
                isBehindBackslash = false
                at &+= 1
                continue
            }
            at = ByteSearch.endOfText(start, from: at, end: end)
            guard at < end else { return nil }
            let byte = start.load(fromByteOffset: at, as: UInt8.self)
            at &+= 1
            if byte == ASCII.quote {
                isInString = false
                return at
            }
            isBehindBackslash = byte == ASCII.backslash
        }
        return nil
    }

    @inline(__always)
    private mutating func takeBracket(_ byte: UInt8) {
        switch byte {
        case ASCII.quote: isInString = true
        case ASCII.openBrace, ASCII.openBracket: depth &+= 1
        case ASCII.closeBrace, ASCII.closeBracket: depth &-= 1
        default: break
        }
    }
}
