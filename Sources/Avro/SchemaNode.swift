/// A part of a schema's JSON.
enum SchemaNode {
    case text(String)
    case number(Int)
    case list([SchemaNode])
    case object([String: SchemaNode])
    /// What a schema has no meaning for.
    case other

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var number: Int? { if case .number(let number) = self { number } else { nil } }
    var list: [SchemaNode]? { if case .list(let list) = self { list } else { nil } }
}

/// Reads a schema's JSON (RFC 8259), in time and memory in proportion to its bytes.
struct SchemaReader {
    /// JSON within JSON: a record within a record takes three levels.
    private static let depthLimit = 512

    private let bytes: [UInt8]
    private var offset = 0

    /// - Throws: where it is not JSON, or says one thing twice.
    static func read(_ bytes: [UInt8]) throws(Failure) -> SchemaNode {
        var reader = SchemaReader(bytes: bytes)
        let node = try reader.takeNode(depth: 1)
        reader.skipBlanks()
        guard reader.offset == bytes.count else { throw reader.failure }
        return node
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var failure: Failure { Failure(.badSchema, "the schema is not JSON from its byte \(offset) on") }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func takeNode(depth: Int) throws(Failure) -> SchemaNode {
        guard depth <= Self.depthLimit else {
            throw Failure(.tooLarge, "the schema's JSON is more than \(Self.depthLimit) values deep")
        }
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return .object(try takeMembers(depth: depth))
        case UInt8(ascii: "["): return .list(try takeItems(depth: depth))
        case UInt8(ascii: "\""): return .text(try takeText())
        case UInt8(ascii: "t"): return try takeWord("true")
        case UInt8(ascii: "f"): return try takeWord("false")
        case UInt8(ascii: "n"): return try takeWord("null")
        default: return try takeNumber()
        }
    }

    private mutating func takeMembers(depth: Int) throws(Failure) -> [String: SchemaNode] {
        var members: [String: SchemaNode] = [:]
        offset += 1
        if take("}") { return members }
        while true {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw failure }
            let name = try takeText()
            guard take(":") else { throw failure }
            guard members.updateValue(try takeNode(depth: depth + 1), forKey: name) == nil else {
                throw Failure(.badSchema, "the schema says '\(name.prefix(100))' twice of one thing")
            }
            if take("}") { return members }
            guard take(",") else { throw failure }
        }
    }

    private mutating func takeItems(depth: Int) throws(Failure) -> [SchemaNode] {
        var items: [SchemaNode] = []
        offset += 1
        if take("]") { return items }
        while true {
            items.append(try takeNode(depth: depth + 1))
            if take("]") { return items }
            guard take(",") else { throw failure }
        }
    }

    private mutating func takeWord(_ word: StaticString) throws(Failure) -> SchemaNode {
        let size = word.utf8CodeUnitCount
        let expected = UnsafeBufferPointer(start: word.utf8Start, count: size)
        guard bytes[offset...].prefix(size).elementsEqual(expected) else { throw failure }
        offset += size
        return .other
    }

    /// A number that is not whole, or of more than 64 bits, means nothing in a schema.
    private mutating func takeNumber() throws(Failure) -> SchemaNode {
        let begin = offset
        if next == UInt8(ascii: "-") { offset += 1 }
        let hasLeadingZero = next == UInt8(ascii: "0")
        guard case let digits = takeDigits(), digits > 0, digits == 1 || !hasLeadingZero else { throw failure }
        let end = offset
        if next == UInt8(ascii: ".") {
            offset += 1
            guard takeDigits() > 0 else { throw failure }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            offset += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
            guard takeDigits() > 0 else { throw failure }
        }
        guard offset == end, let number = Int(String(decoding: bytes[begin..<end], as: UTF8.self)) else {
            return .other
        }
        return .number(number)
    }

    private mutating func takeDigits() -> Int {
        let begin = offset
        while let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { offset += 1 }
        return offset - begin
    }

    private mutating func takeText() throws(Failure) -> String {
        var text: [UInt8] = []
        offset += 1
        var begin = offset
        while let byte = next, byte >= 0x20 {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""):
                text += bytes[begin..<offset - 1]
                guard let string = String(validating: text, as: UTF8.self) else { throw failure }
                return string
            case UInt8(ascii: "\\"):
                text += bytes[begin..<offset - 1]
                text += Array(String(try takeEscape()).utf8)
                begin = offset
            default: break
            }
        }
        throw failure
    }

    private mutating func takeEscape() throws(Failure) -> Unicode.Scalar {
        guard let byte = next else { throw failure }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try takeScalar()
        default: throw failure
        }
    }

    /// The digits behind `\u`, and the other half of a pair.
    private mutating func takeScalar() throws(Failure) -> Unicode.Scalar {
        let first = try takeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, bytes[offset...].starts(with: Array("\\u".utf8)) else { throw failure }
        offset += 2
        let second = try takeUnit()
        guard 0xDC00...0xDFFF ~= second,
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure }
        return scalar
    }

    private mutating func takeUnit() throws(Failure) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw failure }
            unit = unit << 4 + UInt32(digit)
            offset += 1
        }
        return unit
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard next == UInt8(ascii: byte) else { return false }
        offset += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }
}
