/// A request by the letter of the FastCGI specification, read from all its bytes at once.
struct SlowRequest {
    /// `name=value` of each parameter, as a C string.
    private let texts: [String]
    /// Nil where it is not whole.
    let body: [UInt8]?

    /// Nil where the head is not one of a responder, complete and by the letter.
    init?(_ bytes: [UInt8]) {
        var records = Records(bytes)
        guard let begin = records.next(), begin.kind == 1, begin.id > 0, begin.content.count == 8,
            begin.content.starts(with: [0, 1]), let head = records.stream(4, begin.id), let texts = Self.texts(head)
        else { return nil }
        self.texts = texts
        let input = records.stream(5, begin.id)
        // Another record in the midst of the body is not the letter.
        if input == nil, records.hasForeign { return nil }
        let length = Self.values("CONTENT_LENGTH", texts).first ?? ""
        let isRight = length.isEmpty || Int(length) == input?.count && length.utf8.allSatisfy { 0x30...0x39 ~= $0 }
        body = isRight ? input : nil
    }

    /// What stands before and behind the first `=`.
    var pairs: [[String]] {
        texts.map { text in
            let parts = text.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return [String(parts[0]) ?? "", parts.count > 1 ? String(parts[1]) ?? "" : ""]
        }
    }

    /// Of the parameters that have an `=` behind this name.
    func values(_ name: String) -> [String] { Self.values(name, texts) }

    private static func values(_ name: String, _ texts: [String]) -> [String] {
        texts.filter { $0.utf8.starts(with: (name + "=").utf8) }
            .map { String(decoding: $0.utf8.dropFirst(name.utf8.count + 1), as: UTF8.self) }
    }

    /// Nil where a pair is cut.
    private static func texts(_ content: [UInt8]) -> [String]? {
        var rest = content[...]
        var texts: [String] = []
        while !rest.isEmpty {
            guard let name = length(&rest), let value = length(&rest), rest.count >= name + value else { return nil }
            let pair = rest.prefix(name) + [UInt8(ascii: "=")] + rest.dropFirst(name).prefix(value)
            texts.append(String(decoding: pair.prefix { $0 != 0 }, as: UTF8.self))
            rest = rest.dropFirst(name + value)
        }
        return texts
    }

    /// One byte up to 127, four with the high bit set above.
    private static func length(_ rest: inout ArraySlice<UInt8>) -> Int? {
        guard let first = rest.first else { return nil }
        let bytes = rest.prefix(first < 0x80 ? 1 : 4)
        guard first < 0x80 || bytes.count == 4 else { return nil }
        rest = rest.dropFirst(bytes.count)
        return bytes.reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
    }
}

/// The records of a connection (specification, section 3.3).
private struct Records {
    private var rest: ArraySlice<UInt8>
    /// A record came that belongs elsewhere.
    private(set) var hasForeign = false

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// Nil at the end, at a record that is cut, and at one of another version.
    mutating func next() -> (kind: UInt8, id: Int, content: [UInt8])? {
        let header = Array(rest.prefix(8))
        guard header.count == 8 else { return nil }
        guard header[0] == 1 else {
            hasForeign = true
            return nil
        }
        let (length, padding) = (Int(header[4]) << 8 | Int(header[5]), Int(header[6]))
        let content = Array(rest.dropFirst(8).prefix(length))
        // What is cut of the padding is not missed.
        guard content.count == length else { return nil }
        rest = rest.dropFirst(8 + length + padding)
        return (header[1], Int(header[2]) << 8 | Int(header[3]), content)
    }

    /// The content of the records of one kind up to an empty one; nil where another comes, or none.
    mutating func stream(_ kind: UInt8, _ id: Int) -> [UInt8]? {
        var content: [UInt8] = []
        while let record = next() {
            guard record.kind == kind, record.id == id else {
                hasForeign = true
                return nil
            }
            if record.content.isEmpty { return content }
            content += record.content
        }
        return nil
    }
}
