/// Short texts, kept as bytes side by side and taken by number: copying one allocates nothing.
struct PhraseTable: Sendable {
    private let bytes: [UInt8]
    private let ends: [Int]

    /// How many there are.
    var count: Int { ends.count - 1 }

    /// - Parameter phrases: in the order of their numbers, which start at 0.
    init(_ phrases: [String]) {
        var bytes: [UInt8] = []
        var ends = [0]
        for phrase in phrases {
            bytes += phrase.utf8
            ends.append(bytes.count)
        }
        self.bytes = bytes
        self.ends = ends
    }

    /// - Parameter list: phrases with commas between them, over any number of lines.
    init(list: String) {
        let parts = list.split { $0 == "," || $0 == "\n" }
        self.init(parts.map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty })
    }

    /// Lends the bytes of a phrase; they must not escape the closure.
    @inline(__always)
    func withBytes<Result>(of phrase: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let range = ends[phrase]..<ends[phrase + 1]
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }
}

extension RecordBuffer {
    /// The phrase's own bytes, without quoting.
    @inline(__always)
    mutating func append(_ phrase: Int, of table: PhraseTable) {
        table.withBytes(of: phrase) { append($0) }
    }

    /// The text as one CSV field: in quotes where it has a comma or quotes, quotes doubled (RFC 4180, section 2).
    mutating func append(field text: String) {
        guard text.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 }) else {
            for byte in text.utf8 { append(byte) }
            return
        }
        append(0x22)
        for byte in text.utf8 {
            append(byte)
            if byte == 0x22 { append(byte) }
        }
        append(0x22)
    }
}
