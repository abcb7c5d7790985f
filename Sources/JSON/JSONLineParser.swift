/// An incremental parser of newline-delimited JSON: bytes in, in chunks of any size; one row out for each line.
///
/// Each line is a JSON text by the letter of RFC 8259. Beyond that:
/// - Lines end in LF, also behind a CR; the last one may lack its line end. Blank lines are not delivered but counted.
/// - Numbers keep their exact text, strings are decoded. Surrogates come in pairs, names of an object differ.
/// - A byte order mark is refused: a first byte of 0xEF is taken for one, as no JSON text begins with it.
/// - A line that cannot be read is delivered with its error, and the parser goes on with the next.
///
/// A line that lies wholly inside a chunk is read in place; one that spans chunks is gathered in a buffer. Nothing is
/// allocated per row or field. Memory: less than four times `JSONLimits.rowBytes`, and 44 bytes per field allowed.
///
/// Not `Sendable`: one thread at a time feeds it.
public final class JSONLineParser {
    private enum Phase { case open, busy, ended }

    private var reader: ValueReader
    private let rowBytes: Int
    /// The bytes of the line that began in an earlier chunk, cut at `JSONLimits.rowBytes`.
    private var carry = GrowingBuffer()
    private var place = LinePlace()
    private var lineStart = 0
    private var rows = 0
    private var phase = Phase.open

    /// The bytes fed so far; inside `body`, those fed before the current chunk.
    public private(set) var bytesRead = 0
    /// Lines of nothing but blanks.
    public private(set) var blankLines = 0

    /// Makes a parser at the start of an input. Traps when `limits.isValid` is false.
    public init(limits: JSONLimits = JSONLimits()) {
        reader = ValueReader(limits)
        rowBytes = limits.rowBytes
    }

    /// Feeds the next bytes of the input and calls `body` for each row that they complete.
    ///
    /// - Parameters:
    ///   - bytes: Any number of bytes, none included. Not kept after the call.
    ///   - body: Must not feed this parser. The row is valid only during its call.
    /// - Throws: `JSONError` for a byte order mark; what `body` throws, at once. The parser cannot be used any further
    ///   then.
    public func feed(_ bytes: UnsafeRawBufferPointer, _ body: (borrowing JSONRow) throws -> Void) throws {
        precondition(phase == .open, "The parser has ended, or is being fed already.")
        phase = .busy
        if let start = bytes.baseAddress {
            var from = 0
            var end = ByteSearch.lineFeed(start, from: 0, end: bytes.count)
            while end < bytes.count {
                try deliver(UnsafeRawBufferPointer(rebasing: bytes[from..<end]), body)
                from = end + 1
                beginLine(at: bytesRead + from)
                end = ByteSearch.lineFeed(start, from: from, end: bytes.count)
            }
            carryOver(UnsafeRawBufferPointer(rebasing: bytes[from...]))
        }
        bytesRead += bytes.count
        phase = .open
    }

    /// Ends the input: delivers the last line if it has no line end. The parser cannot be fed any further.
    ///
    /// - Throws: As `feed`.
    public func finish(_ body: (borrowing JSONRow) throws -> Void) throws {
        precondition(phase == .open, "The parser has ended, or is being fed already.")
        phase = .ended
        try deliver(UnsafeRawBufferPointer(start: nil, count: 0), body)
    }

    private func beginLine(at offset: Int) {
        carry.removeAll()
        lineStart = offset
        place.beginLine(at: offset)
    }

    private func carryOver(_ rest: UnsafeRawBufferPointer) {
        carry.append(UnsafeRawBufferPointer(rebasing: rest[..<min(rest.count, rowBytes + 1 - carry.count)]))
    }

    /// Delivers the line that ends behind `rest`, and begins with what was carried over.
    private func deliver(_ rest: UnsafeRawBufferPointer, _ body: (borrowing JSONRow) throws -> Void) throws {
        guard carry.count > 0 else { return try deliver(line: rest, byteCount: rest.count, body) }
        let byteCount = bytesRead - lineStart + rest.count
        carryOver(rest)
        try deliver(line: carry.bytes, byteCount: byteCount, body)
    }

    /// - Parameter line: the line's bytes; of one that is too long, more than `rowBytes` of them.
    private func deliver(
        line: UnsafeRawBufferPointer, byteCount: Int, _ body: (borrowing JSONRow) throws -> Void
    ) throws {
        if lineStart == 0, line.first == 0xEF { throw place.error(.byteOrderMark, at: 0) }
        if line.count > rowBytes {
            let cut = UnsafeRawBufferPointer(rebasing: line[..<rowBytes])
            let error = place.error(.rowTooLarge, at: lineStart)
            return try deliver(cut, at: lineStart, byteCount: byteCount, error: error, body)
        }
        guard let first = line.firstIndex(where: { !ASCII.isBlank($0) }) else {
            if byteCount > 0 || phase == .busy { blankLines += 1 }
            return
        }
        let last = line.lastIndex { !ASCII.isBlank($0) } ?? first
        let raw = UnsafeRawBufferPointer(rebasing: line[first...last])
        let offset = lineStart + first
        do throws(ReadFailure) {
            try reader.read(raw)
        } catch {
            let error = place.error(error, in: raw, at: offset)
            return try deliver(raw, at: offset, byteCount: raw.count, error: error, body)
        }
        try deliver(raw, at: offset, byteCount: raw.count, error: nil, body)
    }

    private func deliver(
        _ raw: UnsafeRawBufferPointer, at offset: Int, byteCount: Int, error: JSONError?,
        _ body: (borrowing JSONRow) throws -> Void
    ) throws {
        let row = JSONRow(
            index: rows, line: place.line, offset: offset, byteCount: byteCount, raw: raw,
            kind: error == nil ? reader.value.kind : .null, count: error == nil ? reader.count : 0,
            hasNamesOfPrevious: error == nil && reader.hasNamesOfPrevious, error: error, ranges: reader.fields,
            decoded: reader.decodedStart)
        rows += 1
        try body(row)
    }
}
