/// Reads one complete value by the letter of RFC 8259, and notes where the fields of its first level lie.
///
/// The value's bytes are all in memory, so that this needs no state between bytes. Nothing is allocated per value once
/// the buffers have grown.
struct ValueReader: ~Copyable {
    let limits: JSONLimits
    /// Room for `limits.fields` of them.
    let fields: UnsafeMutablePointer<FieldRange>
    private(set) var count = 0
    /// The value itself.
    private(set) var value = FieldRange()
    /// Whether the value is an object whose names are those of the object read before, in the same order.
    private(set) var hasNamesOfPrevious = false
    /// What was decoded of the value.
    private var decoded = GrowingBuffer()
    private var names = NameSet()
    private var previous = NameList()
    private var hasPrevious = false
    private var objects = 0

    init(_ limits: JSONLimits) {
        precondition(limits.isValid, "The limits of a value are out of range.")
        self.limits = limits
        fields = .allocate(capacity: limits.fields)
    }

    deinit { fields.deallocate() }

    /// What was decoded of the value, as the ranges mean it.
    var decodedStart: UnsafeRawPointer { UnsafeRawPointer(decoded.start) }

    /// Reads `raw`, which holds one value and blanks around it at most.
    mutating func read(_ raw: UnsafeRawBufferPointer) throws(ReadFailure) {
        var cursor = Cursor(start: try Self.start(of: raw), count: raw.count)
        cursor.skipBlanks()
        try read(&cursor)
        cursor.skipBlanks()
        guard cursor.at == cursor.end else { throw ReadFailure(.trailingBytes, at: cursor.at) }
        try finish(raw)
    }

    /// Reads the value at the beginning of `raw`, whatever stands behind it.
    ///
    /// - Returns: the value's length. That of a number or word is a guess: more of it may come in another chunk.
    mutating func read(prefixOf raw: UnsafeRawBufferPointer) throws(ReadFailure) -> Int {
        var cursor = Cursor(start: try Self.start(of: raw), count: raw.count)
        try read(&cursor)
        try finish(UnsafeRawBufferPointer(rebasing: raw[..<cursor.at]))
        return cursor.at
    }

    private static func start(of raw: UnsafeRawBufferPointer) throws(ReadFailure) -> UnsafeRawPointer {
        guard let start = raw.baseAddress else { throw ReadFailure(.endsEarly, at: 0) }
        return start
    }

    private mutating func read(_ cursor: inout Cursor) throws(ReadFailure) {
        (count, objects, hasNamesOfPrevious) = (0, 0, false)
        names.removeAll()
        decoded.removeAll()
        value = try readFirst(&cursor)
    }

    private mutating func finish(_ raw: UnsafeRawBufferPointer) throws(ReadFailure) {
        if let fault = UTF8Check.firstFault(raw) { throw ReadFailure(.invalidUTF8, at: fault) }
        if value.kind == .object { keepNames(try Self.start(of: raw)) }
    }

    private mutating func readFirst(_ cursor: inout Cursor) throws(ReadFailure) -> FieldRange {
        let from = cursor.at
        switch cursor.byte {
        case ASCII.openBrace:
            cursor.at += 1
            try readMembers(&cursor)
            return Self.range(.object, from..<cursor.at)
        case ASCII.openBracket:
            cursor.at += 1
            try readElements(&cursor)
            return Self.range(.array, from..<cursor.at)
        default: return try readValue(&cursor, depth: 1)
        }
    }

    /// The members of the row, behind its brace.
    private mutating func readMembers(_ cursor: inout Cursor) throws(ReadFailure) {
        hasNamesOfPrevious = hasPrevious
        objects = 1
        cursor.skipBlanks()
        if cursor.take(ASCII.closeBrace) { return }
        repeat {
            let from = cursor.at
            let name = try readName(&cursor)
            try checkRowName(name, cursor, at: from)
            var field = try readMemberValue(&cursor, depth: 2)
            field.name = name
            try append(field, at: from)
        } while try takeComma(&cursor, orEnd: ASCII.closeBrace)
    }

    /// The elements of the row, behind its bracket.
    private mutating func readElements(_ cursor: inout Cursor) throws(ReadFailure) {
        cursor.skipBlanks()
        if cursor.take(ASCII.closeBracket) { return }
        repeat {
            let from = cursor.at
            try append(try readValue(&cursor, depth: 2), at: from)
        } while try takeComma(&cursor, orEnd: ASCII.closeBracket)
    }

    @inline(__always)
    private mutating func append(_ field: FieldRange, at offset: Int) throws(ReadFailure) {
        guard count < limits.fields else { throw ReadFailure(.tooManyFields, at: offset) }
        fields[count] = field
        count &+= 1
    }

    /// The next value. One that is an object or array stands at `depth`, from 1.
    @inline(__always)
    private mutating func readValue(_ cursor: inout Cursor, depth: Int) throws(ReadFailure) -> FieldRange {
        let from = cursor.at
        switch cursor.byte {
        case ASCII.quote:
            let content = try readString(&cursor)
            var range = Self.range(.string, from..<cursor.at)
            range.content = content
            return range
        case ASCII.minus, ASCII.zero...0x39:
            try cursor.takeNumber()
            return Self.range(.number, from..<cursor.at)
        case ASCII.openBrace:
            try skipObject(&cursor, depth: depth)
            return Self.range(.object, from..<cursor.at)
        case ASCII.openBracket:
            try skipArray(&cursor, depth: depth)
            return Self.range(.array, from..<cursor.at)
        default: return try readWord(&cursor)
        }
    }

    private func readWord(_ cursor: inout Cursor) throws(ReadFailure) -> FieldRange {
        let from = cursor.at
        switch cursor.byte {
        case ASCII.plus, ASCII.point: throw ReadFailure(.invalidNumber, at: from)
        case let byte where ASCII.isWordByte(byte): return Self.range(try cursor.takeWord(), from..<cursor.at)
        default: throw cursor.failure(.expectedValue)
        }
    }

    @inline(__always)
    private static func range(_ kind: JSONKind, _ place: Range<Int>) -> FieldRange {
        var range = FieldRange()
        range.kind = kind
        range.whole = FieldRange.Span(place)
        range.content = range.whole
        return range
    }
}

extension ValueReader {
    private mutating func skipObject(_ cursor: inout Cursor, depth: Int) throws(ReadFailure) {
        guard depth <= limits.depth else { throw ReadFailure(.tooDeep, at: cursor.at) }
        objects += 1
        let object = objects
        cursor.at += 1
        cursor.skipBlanks()
        if cursor.take(ASCII.closeBrace) { return }
        repeat {
            let from = cursor.at
            let name = try readName(&cursor)
            guard names.insert(bytes(of: name, cursor), object: object) else {
                throw ReadFailure(.duplicateName, at: from)
            }
            _ = try readMemberValue(&cursor, depth: depth + 1)
        } while try takeComma(&cursor, orEnd: ASCII.closeBrace)
    }

    private mutating func skipArray(_ cursor: inout Cursor, depth: Int) throws(ReadFailure) {
        guard depth <= limits.depth else { throw ReadFailure(.tooDeep, at: cursor.at) }
        cursor.at += 1
        cursor.skipBlanks()
        if cursor.take(ASCII.closeBracket) { return }
        repeat {
            _ = try readValue(&cursor, depth: depth + 1)
        } while try takeComma(&cursor, orEnd: ASCII.closeBracket)
    }

    @inline(__always)
    private mutating func readMemberValue(_ cursor: inout Cursor, depth: Int) throws(ReadFailure) -> FieldRange {
        cursor.skipBlanks()
        guard cursor.take(ASCII.colon) else { throw cursor.failure(.expectedColon) }
        cursor.skipBlanks()
        return try readValue(&cursor, depth: depth)
    }

    /// Takes a comma and the blanks around it, or takes the end; false for the end.
    @inline(__always)
    private func takeComma(_ cursor: inout Cursor, orEnd end: UInt8) throws(ReadFailure) -> Bool {
        cursor.skipBlanks()
        if cursor.take(end) { return false }
        guard cursor.take(ASCII.comma) else { throw cursor.failure(.expectedCommaOrEnd) }
        cursor.skipBlanks()
        return true
    }

    @inline(__always)
    private mutating func readName(_ cursor: inout Cursor) throws(ReadFailure) -> FieldRange.Span {
        guard cursor.byte == ASCII.quote else { throw cursor.failure(.expectedName) }
        return try readString(&cursor)
    }

    @inline(__always)
    private mutating func readString(_ cursor: inout Cursor) throws(ReadFailure) -> FieldRange.Span {
        let from = cursor.at
        cursor.at &+= 1
        let hasEscapes = try cursor.takeString()
        let text = from &+ 1..<cursor.at &- 1
        guard text.count <= limits.stringBytes else { throw ReadFailure(.stringTooLong, at: from) }
        return hasEscapes ? try decode(text, cursor) : FieldRange.Span(text)
    }

    @inline(never)
    private mutating func decode(_ text: Range<Int>, _ cursor: Cursor) throws(ReadFailure) -> FieldRange.Span {
        // Names that were noted lie in this buffer: it gets all the room that the value can need before the first.
        if decoded.count == 0 { decoded.reserve(cursor.end) }
        let from = decoded.count
        var decoder = StringDecoder(start: cursor.start, text: text)
        try decoder.decode(into: &decoded)
        return FieldRange.Span(from..<decoded.count, isDecoded: true)
    }

    @inline(__always)
    private func bytes(of span: FieldRange.Span, _ cursor: Cursor) -> UnsafeRawBufferPointer {
        span.bytes(raw: cursor.start, decoded: decodedStart)
    }
}

extension ValueReader {
    /// Sees that the row has no member of this name yet. Names like those of the row before are known to differ.
    @inline(__always)
    private mutating func checkRowName(
        _ name: FieldRange.Span, _ cursor: Cursor, at offset: Int
    ) throws(ReadFailure) {
        if hasNamesOfPrevious && previous.has(bytes(of: name, cursor), at: count) { return }
        try checkOtherName(name, cursor, at: offset)
    }

    @inline(never)
    private mutating func checkOtherName(
        _ name: FieldRange.Span, _ cursor: Cursor, at offset: Int
    ) throws(ReadFailure) {
        if hasNamesOfPrevious {
            hasNamesOfPrevious = false
            for index in 0..<count { _ = names.insert(bytes(of: fields[index].name, cursor), object: 1) }
        }
        guard names.insert(bytes(of: name, cursor), object: 1) else { throw ReadFailure(.duplicateName, at: offset) }
    }

    private mutating func keepNames(_ start: UnsafeRawPointer) {
        if hasNamesOfPrevious && count == previous.count { return }
        hasNamesOfPrevious = false
        hasPrevious = true
        previous.removeAll()
        for index in 0..<count { previous.append(fields[index].name.bytes(raw: start, decoded: decodedStart)) }
    }
}
