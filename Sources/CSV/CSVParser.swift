/// An incremental CSV parser: bytes in, in chunks of any size; records out, as they are complete.
///
/// RFC 4180, and what files do beyond it:
/// - Lines end in LF or CRLF; for CR see `CSVDialect.LineEnd`. The last line may lack its line end.
/// - A UTF-8 byte order mark at the very start is skipped and reported.
/// - Empty lines, and lines of nothing but delimiters, are not delivered but counted.
/// - A quote opens a quoted field only as the field's first byte. Anywhere else in an unquoted field it is text, as in
///   `5" pipe`. Blanks are part of a field (RFC 4180, section 2, rule 4), so a quote behind a blank is text too.
/// - In a quoted field delimiters and line ends are text and `""` is `"`. What follows the closing quote must be a
///   delimiter or a line end; otherwise the record has the defect `.badQuoting` and ends with its line.
/// - All other bytes are delivered as they are, NUL included. Nothing is trimmed, nothing is decoded.
///
/// A record that lies wholly inside a chunk is parsed in place; one that spans chunks is gathered in a buffer. Nothing is
/// allocated per record or field. Memory: less than four times `CSVLimits.recordBytes`, and 24 bytes per field allowed.
///
/// Not `Sendable`: one thread at a time feeds it.
public final class CSVParser {
    private enum Phase { case open, busy, ended }

    private let limits: CSVLimits
    private let special: SpecialBytes
    private let quote: UInt8
    private let fields: UnsafeMutablePointer<FieldRange>
    private var machine: RecordMachine
    /// The bytes of the record that began in an earlier chunk, cut at `CSVLimits.recordBytes`.
    private var carry = GrowingBuffer()
    /// The unescaped fields of one record.
    private var scratch = GrowingBuffer()
    private var matchedMarkBytes = 0
    private var phase = Phase.open

    /// The bytes fed so far; inside `body`, those fed before the current chunk.
    public var bytesRead: Int { machine.bytesBefore }
    /// What was seen so far; inside `body`, up to the current chunk.
    public var facts: CSVFacts { machine.facts }
    /// Empty records not delivered: `facts.blankRecords`.
    public var blankRecords: Int { machine.facts.blankRecords }

    /// Makes a parser at the start of an input. Traps when `dialect.isValid` is false or a limit is below 1.
    public init(dialect: CSVDialect, limits: CSVLimits = .init()) {
        precondition(dialect.isValid, "Delimiter and quote must be two different ASCII bytes.")
        precondition(limits.recordBytes > 0 && limits.fields > 0, "The limits of a record must be positive.")
        self.limits = limits
        special = SpecialBytes(dialect: dialect)
        quote = dialect.quote
        fields = .allocate(capacity: limits.fields)
        machine = RecordMachine(dialect: dialect, fieldLimit: limits.fields, fields: fields)
    }

    deinit { fields.deallocate() }

    /// Feeds the next bytes of the input and calls `body` for each record that they complete.
    ///
    /// - Parameters:
    ///   - bytes: Any number of bytes, none included. Not kept after the call.
    ///   - body: Must not feed this parser. The record is valid only during its call.
    /// - Throws: What `body` throws, at once; the parser cannot be used any further then.
    public func feed(
        _ bytes: UnsafeRawBufferPointer, _ body: (borrowing CSVRecord) throws -> Void
    ) throws {
        precondition(phase == .open, "The parser has ended, or is being fed already.")
        phase = .busy
        matchByteOrderMark(bytes)
        try parse(bytes, body)
        carryOver(bytes)
        machine.bytesBefore += bytes.count
        phase = .open
    }

    /// Ends the input: delivers the last record if it has no line end. The parser cannot be fed any further.
    ///
    /// - Throws: `CSVError.unclosedQuote` when the input ends inside a quoted field; what `body` throws.
    public func finish(_ body: (borrowing CSVRecord) throws -> Void) throws {
        precondition(phase == .open, "The parser has ended, or is being fed already.")
        phase = .ended
        guard machine.recordStart < bytesRead else {
            machine.facts.hasFinalLineEnd = bytesRead > (machine.facts.hasByteOrderMark ? byteOrderMark.count : 0)
            return
        }
        if machine.state == .quoted {
            throw CSVError.unclosedQuote(line: machine.openingLine, offset: machine.fieldStart)
        }
        // A local copy, as in `parse`.
        var machine = self.machine
        defer { self.machine = machine }
        machine.endInput(at: machine.bytesBefore)
        try deliver(&machine, in: UnsafeRawBufferPointer(start: nil, count: 0), body)
    }
}

extension CSVParser {
    /// Steps from one special byte to the next.
    private func parse(_ bytes: UnsafeRawBufferPointer, _ body: (borrowing CSVRecord) throws -> Void) throws {
        guard let start = bytes.baseAddress else { return }
        // A local copy, since `body` may look at the parser: no exclusivity check per byte, and no conflict.
        var machine = self.machine
        defer { self.machine = machine }
        var block = 0
        while block < bytes.count {
            let words = special.marks(at: start + block, available: bytes.count &- block)
            if words.x != 0 { try parse(word: words.x, at: block, of: bytes, &machine, body) }
            if words.y != 0 { try parse(word: words.y, at: block &+ 8, of: bytes, &machine, body) }
            block &+= SpecialBytes.width
        }
    }

    /// Takes the special bytes among the eight at `place`.
    private func parse(
        word: UInt64, at place: Int, of chunk: UnsafeRawBufferPointer, _ machine: inout RecordMachine,
        _ body: (borrowing CSVRecord) throws -> Void
    ) throws {
        let start = chunk.baseAddress.unsafelyUnwrapped
        var marks = word
        repeat {
            let index = place &+ marks.trailingZeroBitCount &>> 3
            marks &= marks &- 1
            let byte = start.load(fromByteOffset: index, as: UInt8.self)
            if machine.take(byte, at: machine.bytesBefore &+ index) {
                try deliver(&machine, in: chunk, body)
                machine.beginRecord(at: machine.bytesBefore &+ index &+ 1)
            }
        } while marks != 0
    }

    /// Hands the record that has just ended to `body`, unless it is blank.
    private func deliver(
        _ machine: inout RecordMachine, in chunk: UnsafeRawBufferPointer, _ body: (borrowing CSVRecord) throws -> Void
    ) throws {
        let raw = rawBytes(of: machine, in: chunk)
        if machine.isBlank {
            machine.facts.blankRecords &+= 1
            return
        }
        let byteCount = machine.contentEnd &- machine.recordStart
        let defect = byteCount > limits.recordBytes ? .tooLarge : machine.defect
        let unescaped = machine.hasEscapes && defect == nil ? unescapeFields(of: machine, raw: raw) : nil
        machine.facts.records &+= 1
        if defect != nil { machine.facts.defectiveRecords &+= 1 }
        let record = CSVRecord(
            line: machine.recordLine, offset: machine.recordStart, byteCount: byteCount, raw: raw,
            count: defect == nil ? machine.fieldCount : 0, defect: defect, ranges: fields, unescaped: unescaped)
        try body(record)
    }

    /// The record's bytes up to the limit: in place, or gathered in `carry`, which then holds them until the next record.
    @inline(__always)
    private func rawBytes(of machine: RecordMachine, in chunk: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let count = min(machine.contentEnd &- machine.recordStart, limits.recordBytes)
        let start = machine.recordStart &- machine.bytesBefore
        if start >= 0 { return UnsafeRawBufferPointer(rebasing: chunk[start..<start &+ count]) }
        return gatheredBytes(count: count, chunk: chunk, end: machine.contentEnd - machine.bytesBefore)
    }

    @inline(never)
    private func gatheredBytes(count: Int, chunk: UnsafeRawBufferPointer, end: Int) -> UnsafeRawBufferPointer {
        // `end` is -1 when the CR of the line end was the last byte of the chunk before.
        if end > 0 { carry.append(UnsafeRawBufferPointer(rebasing: chunk[..<end]), upTo: limits.recordBytes) }
        return UnsafeRawBufferPointer(rebasing: carry.bytes[..<count])
    }

    @inline(never)
    private func unescapeFields(of machine: RecordMachine, raw: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
        scratch.removeAll()
        scratch.reserve(raw.count)
        for index in 0..<machine.fieldCount where fields[index].isEscaped {
            let range = fields[index].start..<fields[index].end
            fields[index].start = scratch.count
            scratch.appendUnescaped(UnsafeRawBufferPointer(rebasing: raw[range]), quote: quote)
            fields[index].end = scratch.count
            fields[index].isUnescaped = true
        }
        return scratch.bytes.baseAddress
    }

    /// Keeps the beginning of the record that the chunk leaves open.
    private func carryOver(_ chunk: UnsafeRawBufferPointer) {
        let start = machine.recordStart - bytesRead
        if start >= 0 { carry.removeAll() }
        guard max(start, 0) < chunk.count else { return }
        carry.append(UnsafeRawBufferPointer(rebasing: chunk[max(start, 0)...]), upTo: limits.recordBytes)
    }

    /// Looks for the byte order mark, which chunks may cut anywhere. Its bytes are never special, so they are parsed
    /// like text until the mark is complete.
    private func matchByteOrderMark(_ chunk: UnsafeRawBufferPointer) {
        guard matchedMarkBytes == bytesRead else { return }
        for byte in chunk.prefix(byteOrderMark.count - matchedMarkBytes) {
            guard byte == byteOrderMark[matchedMarkBytes] else { return }
            matchedMarkBytes += 1
        }
        if matchedMarkBytes == byteOrderMark.count && !machine.facts.hasByteOrderMark {
            machine.skipByteOrderMark(length: byteOrderMark.count)
        }
    }
}

/// U+FEFF in UTF-8.
let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
