/// Where the parser stands between two bytes, and what a special byte changes about that.
///
/// It is told of special bytes only; what lies between them is text. All positions are offsets in the whole input, so
/// that it does not matter how the input is cut into chunks.
struct RecordMachine {
    enum State: UInt8 {
        /// At the start of a field, or in an unquoted one.
        case plain
        case quoted
        /// Behind a quote inside a quoted field: it closes the field, or is the first of two.
        case closed
        /// Behind bad quoting: only a line end matters.
        case skipping
    }

    private let dialect: CSVDialect
    private let endsAtCR: Bool
    private let fieldLimit: Int
    /// Room for `fieldLimit` fields; owned by the parser.
    let fields: UnsafeMutablePointer<FieldRange>

    /// The input's bytes before the chunk at hand.
    var bytesBefore = 0
    private(set) var state = State.plain
    private(set) var fieldCount = 0
    private(set) var hasEscapes = false
    /// The first byte of the record, and the one behind its content (without the line end).
    private(set) var recordStart = 0
    private(set) var contentEnd = 0
    private(set) var recordLine = 1
    private(set) var openingLine = 0
    /// The first byte of the field: its opening quote where it has one.
    private(set) var fieldStart = 0

    private var line = 1
    private var fieldIsEscaped = false
    private var lastQuote = -1
    private var lastCR = -2
    var facts = CSVFacts()

    init(dialect: CSVDialect, fieldLimit: Int, fields: UnsafeMutablePointer<FieldRange>) {
        self.dialect = dialect
        self.fieldLimit = fieldLimit
        self.fields = fields
        endsAtCR = dialect.lineEnd == .carriageReturn
    }

    /// Takes the byte at `offset`. True: the record ends here; deliver it, then call `beginRecord`.
    @inline(__always)
    mutating func take(_ byte: UInt8, at offset: Int) -> Bool {
        guard state == .plain else { return takeBehindQuote(byte, at: offset) }
        if byte == dialect.delimiter {
            endPlainField(at: offset)
            return false
        }
        if byte == dialect.quote {
            takeQuoteInPlainField(at: offset)
            return false
        }
        return takeLineEnd(byte, at: offset)
    }

    /// Ends the last record, which has no line end. The machine is not inside a quoted field.
    mutating func endInput(at offset: Int) {
        let endsInCR = !endsAtCR && lastCR == offset - 1
        facts.hasFinalLineEnd = endsInCR
        endRecord(at: endsInCR ? offset - 1 : offset)
    }

    /// The next record begins at `offset`, in the next line.
    @inline(__always)
    mutating func beginRecord(at offset: Int) {
        line &+= 1
        recordLine = line
        recordStart = offset
        fieldStart = offset
        fieldCount = 0
        hasEscapes = false
        fieldIsEscaped = false
        state = .plain
    }

    /// The first record begins behind a byte order mark of `length` bytes.
    mutating func skipByteOrderMark(length: Int) {
        facts.hasByteOrderMark = true
        recordStart = length
        fieldStart = length
    }

    /// A record of empty, unquoted fields only: as many bytes as delimiters.
    @inline(__always)
    var isBlank: Bool { state == .plain && contentEnd - recordStart == fieldCount - 1 }

    /// What is wrong with the record that has just ended, its length aside.
    @inline(__always)
    var defect: CSVDefect? {
        if state == .skipping { return .badQuoting }
        return fieldCount > fieldLimit ? .tooManyFields : nil
    }
}

extension RecordMachine {
    @inline(__always)
    private mutating func endPlainField(at offset: Int) {
        appendField(from: fieldStart, to: offset, isQuoted: false, isEscaped: false)
        fieldStart = offset &+ 1
    }

    @inline(__always)
    private mutating func takeQuoteInPlainField(at offset: Int) {
        guard offset == fieldStart else {
            facts.literalQuotes &+= 1
            return
        }
        state = .quoted
        openingLine = line
    }

    @inline(__always)
    private mutating func takeLineEnd(_ byte: UInt8, at offset: Int) -> Bool {
        if byte == ASCII.lineFeed { return takeLineFeed(at: offset) }
        return byte == ASCII.carriageReturn && takeCarriageReturn(at: offset)
    }

    @inline(__always)
    private mutating func takeLineFeed(at offset: Int) -> Bool {
        guard lastCR == offset &- 1 else {
            facts.lfCount &+= 1
            endRecord(at: offset)
            return true
        }
        facts.crlfCount &+= 1
        facts.loneCRCount &-= 1
        guard !endsAtCR else {
            // The CR has ended the record already: this LF lies between two records.
            recordStart = offset &+ 1
            fieldStart = offset &+ 1
            return false
        }
        endRecord(at: offset &- 1)
        return true
    }

    @inline(__always)
    private mutating func takeCarriageReturn(at offset: Int) -> Bool {
        lastCR = offset
        facts.loneCRCount &+= 1
        guard endsAtCR else { return false }
        endRecord(at: offset)
        return true
    }

    @inline(__always)
    private mutating func endRecord(at end: Int) {
        contentEnd = end
        if state == .plain {
            endPlainField(at: end)
        } else if state == .closed {
            endQuotedField(at: end)
        }
    }

    @inline(__always)
    private mutating func appendField(from start: Int, to end: Int, isQuoted: Bool, isEscaped: Bool) {
        if fieldCount < fieldLimit {
            fields[fieldCount] = FieldRange(
                start: start &- recordStart, end: end &- recordStart, isQuoted: isQuoted, isEscaped: isEscaped,
                isUnescaped: false)
        }
        fieldCount &+= 1
    }
}

extension RecordMachine {
    @inline(__always)
    private mutating func takeBehindQuote(_ byte: UInt8, at offset: Int) -> Bool {
        if state == .quoted {
            takeQuoted(byte, at: offset)
            return false
        }
        if byte == ASCII.lineFeed || byte == ASCII.carriageReturn { return takeLineEnd(byte, at: offset) }
        if state == .closed { takeClosed(byte, at: offset) }
        return false
    }

    @inline(__always)
    private mutating func takeQuoted(_ byte: UInt8, at offset: Int) {
        if byte == dialect.quote {
            state = .closed
            lastQuote = offset
        } else if byte == ASCII.lineFeed {
            // Where CR ends lines, CRLF is one line end, counted at its CR.
            if !endsAtCR || lastCR != offset &- 1 { line &+= 1 }
        } else if byte == ASCII.carriageReturn {
            lastCR = offset
            if endsAtCR { line &+= 1 }
        }
    }

    /// A delimiter or a quote: right behind the quote, or behind text that must not be there.
    @inline(__always)
    private mutating func takeClosed(_ byte: UInt8, at offset: Int) {
        if byte == dialect.delimiter {
            endQuotedField(at: offset)
        } else if lastQuote == offset &- 1 {
            state = .quoted
            fieldIsEscaped = true
            hasEscapes = true
        } else {
            state = .skipping
        }
    }

    @inline(__always)
    private mutating func endQuotedField(at end: Int) {
        guard lastQuote == end &- 1 else {
            state = .skipping
            return
        }
        appendField(from: fieldStart &+ 1, to: lastQuote, isQuoted: true, isEscaped: fieldIsEscaped)
        facts.quotedFields &+= 1
        fieldStart = end &+ 1
        fieldIsEscaped = false
        state = .plain
    }
}
