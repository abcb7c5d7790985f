/// An incremental parser of one JSON object that holds rows: bytes in, in chunks of any size; members and rows out.
///
/// The document is an object by the letter of RFC 8259, `{"name": value, …}` with its members in any order. One of
/// them, if it is an array, is taken apart: its elements are the rows. Beyond the RFC:
/// - Numbers keep their exact text, strings are decoded. Surrogates come in pairs, names of an object differ.
/// - A byte order mark is refused: a first byte of 0xEF is taken for one, as no JSON text begins with it.
///
/// The first error ends it. What stood before it has been delivered: whoever needs the whole document to be right waits
/// for `finish`.
///
/// A row or member that lies wholly inside a chunk is read in place; one that spans chunks is gathered in a buffer.
/// Nothing is allocated per row or field. Memory: less than four times `JSONLimits.rowBytes`, and 44 bytes per field
/// allowed.
///
/// Not `Sendable`: one thread at a time feeds it.
public final class JSONDocumentParser {
    /// Takes a member of the document, valid during the call.
    public typealias MemberBody = (JSONField) throws -> Void
    /// Takes a row, valid during the call.
    public typealias RowBody = (borrowing JSONRow) throws -> Void

    private enum State {
        case start, firstName, name, colon, value, comma
        case firstRow, row, rowComma
        case end, failed
    }

    private let limits: JSONLimits
    private let rowsName: [UInt8]
    private var reader: ValueReader
    private var state = State.start
    /// The value that is open, and its first byte.
    private var frame: ValueFrame?
    private var frameStart = 0
    /// The bytes of the open value in earlier chunks.
    private var carry = GrowingBuffer()
    private var place = LinePlace()
    private var name: [UInt8] = []
    private var names: Set<[UInt8]> = []

    /// The bytes fed so far; inside a body, those fed before the current chunk.
    public private(set) var bytesRead = 0
    /// Rows delivered, the current one not among them.
    public private(set) var rows = 0

    /// Makes a parser at the start of a document. Traps when `limits.isValid` is false.
    ///
    /// - Parameter rowsName: the name of the member whose elements are rows.
    public init(rowsName: String, limits: JSONLimits = JSONLimits()) {
        self.limits = limits
        self.rowsName = Array(rowsName.utf8)
        reader = ValueReader(limits)
    }

    /// Feeds the next bytes of the document.
    ///
    /// - Parameters:
    ///   - bytes: Any number of bytes, none included. Not kept after the call.
    ///   - member: called for each member, also the one named `rowsName` where it is no array; must not feed this parser.
    ///   - row: called for each row; must not feed this parser.
    /// - Throws: `JSONError`; what the bodies throw, at once. The parser cannot be used any further then.
    public func feed(_ bytes: UnsafeRawBufferPointer, member: MemberBody, row: RowBody) throws {
        precondition(state != .failed, "The parser has ended.")
        do {
            var at = 0
            while at < bytes.count {
                at = frame == nil ? try step(bytes, at) : try goOn(bytes, at, member, row)
            }
            carryOver(bytes)
            bytesRead += bytes.count
        } catch {
            state = .failed
            throw error
        }
    }

    /// Ends the document. The parser cannot be fed any further.
    ///
    /// - Throws: `JSONError` where the document is not complete.
    public func finish() throws {
        precondition(state != .failed, "The parser has ended.")
        defer { state = .failed }
        guard state != .end else { return }
        if let frame, !frame.isWord {
            do throws(ReadFailure) {
                try reader.read(carry.bytes)
            } catch {
                throw place.error(error, in: carry.bytes, at: frameStart)
            }
        }
        throw place.error(.endsEarly, at: bytesRead)
    }
}

extension JSONDocumentParser {
    /// Takes the byte between values at `at`; gives the place behind it, or its own where a value begins with it.
    private func step(_ chunk: UnsafeRawBufferPointer, _ at: Int) throws -> Int {
        let byte = chunk[at]
        let offset = bytesRead + at
        if ASCII.isBlank(byte) {
            if byte == ASCII.lineFeed { place.beginLine(at: offset + 1) }
            return at + 1
        }
        switch (state, byte) {
        case (.start, ASCII.openBrace): state = .firstName
        case (.firstName, ASCII.closeBrace), (.comma, ASCII.closeBrace): state = .end
        case (.firstName, ASCII.quote), (.name, ASCII.quote): return open(byte, at)
        case (.colon, ASCII.colon): state = .value
        case (.value, ASCII.openBracket) where name == rowsName: state = .firstRow
        case (.comma, ASCII.comma): state = .name
        case (.firstRow, ASCII.closeBracket), (.rowComma, ASCII.closeBracket): state = .comma
        case (.rowComma, ASCII.comma): state = .row
        case (.value, _), (.firstRow, _), (.row, _):
            guard Self.beginsValue(byte) else { throw place.error(.expectedValue, at: offset) }
            return open(byte, at)
        default: throw place.error(reason(byte, at: offset), at: offset)
        }
        return at + 1
    }

    /// What is wrong with a byte that cannot stand here.
    private func reason(_ byte: UInt8, at offset: Int) -> JSONError.Reason {
        switch state {
        case .start: byte == 0xEF && offset == 0 ? .byteOrderMark : .expectedObject
        case .firstName, .name: .expectedName
        case .colon: .expectedColon
        case .comma, .rowComma: .expectedCommaOrEnd
        case .end: .trailingBytes
        case .value, .firstRow, .row, .failed: .expectedValue
        }
    }

    private static func beginsValue(_ byte: UInt8) -> Bool {
        byte == ASCII.quote || byte == ASCII.openBrace || byte == ASCII.openBracket || ASCII.isWordByte(byte)
    }

    private func open(_ first: UInt8, _ at: Int) -> Int {
        frame = ValueFrame(first: first)
        frameStart = bytesRead + at
        carry.removeAll()
        return at
    }

    /// Looks for the end of the open value, and takes the value where it is there.
    private func goOn(
        _ chunk: UnsafeRawBufferPointer, _ at: Int, _ member: MemberBody, _ row: RowBody
    ) throws -> Int {
        if let end = try takeInPlace(chunk, at, row) { return end }
        let end = frame?.end(in: chunk, from: at)
        guard bytesRead + (end ?? chunk.count) - frameStart <= limits.rowBytes else {
            throw place.error(.rowTooLarge, at: frameStart)
        }
        guard let end else { return chunk.count }
        frame = nil
        if frameStart >= bytesRead {
            try take(UnsafeRawBufferPointer(rebasing: chunk[(frameStart - bytesRead)..<end]), member, row)
        } else {
            carry.append(UnsafeRawBufferPointer(rebasing: chunk[..<end]))
            try take(carry.bytes, member, row)
        }
        return end
    }

    /// Takes a row that lies wholly inside the chunk without looking for its end first; nil where it does not, or has an
    /// error, which is then found in the usual way.
    private func takeInPlace(_ chunk: UnsafeRawBufferPointer, _ at: Int, _ row: RowBody) throws -> Int? {
        guard state == .firstRow || state == .row, frameStart == bytesRead + at, frame?.isBracketed == true else {
            return nil
        }
        let rest = UnsafeRawBufferPointer(rebasing: chunk[at..<min(chunk.count, at + limits.rowBytes)])
        guard let length = try? reader.read(prefixOf: rest) else { return nil }
        frame = nil
        let raw = UnsafeRawBufferPointer(rebasing: rest[..<length])
        state = .rowComma
        try takeRow(raw, row)
        place.advance(over: raw, at: frameStart)
        return at + length
    }

    /// Keeps the beginning of the value that the chunk leaves open.
    private func carryOver(_ chunk: UnsafeRawBufferPointer) {
        guard frame != nil else { return }
        carry.append(UnsafeRawBufferPointer(rebasing: chunk[max(0, frameStart - bytesRead)...]))
    }

    private func take(_ raw: UnsafeRawBufferPointer, _ member: MemberBody, _ row: RowBody) throws {
        do throws(ReadFailure) {
            try reader.read(raw)
        } catch {
            throw place.error(error, in: raw, at: frameStart)
        }
        switch state {
        case .firstName, .name: try takeName(raw)
        case .value:
            state = .comma
            try name.withUnsafeBytes { name in
                // A value has bytes.
                let start = raw.baseAddress.unsafelyUnwrapped
                try member(JSONField(reader.value, name: name, raw: start, decoded: reader.decodedStart))
            }
        default:
            state = .rowComma
            try takeRow(raw, row)
        }
        place.advance(over: raw, at: frameStart)
    }

    private func takeName(_ raw: UnsafeRawBufferPointer) throws {
        guard names.count < limits.fields else { throw place.error(.tooManyFields, at: frameStart) }
        let start = raw.baseAddress.unsafelyUnwrapped
        name = Array(reader.value.content.bytes(raw: start, decoded: reader.decodedStart))
        guard names.insert(name).inserted else { throw place.error(.duplicateName, at: frameStart) }
        state = .colon
    }

    private func takeRow(_ raw: UnsafeRawBufferPointer, _ body: RowBody) throws {
        let row = JSONRow(
            index: rows, line: place.line, offset: frameStart, byteCount: raw.count, raw: raw, kind: reader.value.kind,
            count: reader.count, hasNamesOfPrevious: reader.hasNamesOfPrevious, error: nil, ranges: reader.fields,
            decoded: reader.decodedStart)
        try body(row)
        rows += 1
    }
}
