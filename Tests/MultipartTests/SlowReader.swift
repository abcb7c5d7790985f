/// A slow and simple reader of a body: looks for the next delimiter line from the front, on a copy each time.
struct SlowReader {
    /// A part that ends.
    struct Part {
        /// Its header lines as they were sent, the blank one included.
        var head: [UInt8]
        var content: [UInt8]
    }

    private(set) var parts: [Part] = []
    /// Whether the closing delimiter is there.
    private(set) var isComplete = false
    /// Bytes before the first delimiter; nil where there is none.
    private(set) var preambleBytes: Int?
    /// Bytes after the closing delimiter.
    private(set) var epilogueBytes = 0

    private let delimiter: [UInt8]

    init(_ body: [UInt8], boundary: String) {
        delimiter = Array("\r\n--\(boundary)".utf8)
        // A line break before the first delimiter, and before content, is understood.
        var rest = Array("\r\n".utf8) + body
        while let line = nextDelimiter(rest) {
            if preambleBytes == nil { preambleBytes = max(0, line.start - 2) }
            isComplete = line.isLast
            if isComplete { epilogueBytes = rest.count - line.end }
            guard !isComplete, let head = Self.head(rest[line.end...]) else { return }
            rest = Array("\r\n".utf8) + rest[(line.end + head.count)...]
            guard let next = nextDelimiter(rest) else { return }
            parts.append(Part(head: head, content: Array(rest[..<next.start].dropFirst(2))))
        }
    }

    /// Up to the first empty line; nil where there is none.
    private static func head(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: 0x0a) {
            let line = bytes[start..<end]
            start = end + 1
            if line.isEmpty || Array(line) == [0x0d] { return Array(bytes[..<start]) }
        }
        return nil
    }

    private func nextDelimiter(_ bytes: [UInt8]) -> (start: Int, end: Int, isLast: Bool)? {
        for start in bytes.indices where bytes[start...].starts(with: delimiter) {
            let line = bytes[(start + delimiter.count)...]
            if line.starts(with: "--".utf8) { return (start, line.startIndex + 2, true) }
            let afterBlanks = line.drop { $0 == 0x20 || $0 == 0x09 }
            if afterBlanks.first == 0x0a { return (start, afterBlanks.startIndex + 1, false) }
            if afterBlanks.starts(with: "\r\n".utf8) { return (start, afterBlanks.startIndex + 2, false) }
        }
        return nil
    }
}
