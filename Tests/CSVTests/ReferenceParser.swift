import CSV

/// A slow parser that says the same as `CSVParser` by other means: it sees the whole input, byte after byte, and looks
/// ahead.
struct ReferenceParser {
    private let input: [UInt8]
    private let dialect: CSVDialect
    private let limits: CSVLimits
    private var index = 0
    private(set) var records: [Transcript.Record] = []
    private(set) var error: CSVError?
    private(set) var blank = 0

    init(_ input: [UInt8], dialect: CSVDialect, limits: CSVLimits) {
        (self.input, self.dialect, self.limits) = (input, dialect, limits)
        if input.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        while index < input.count && error == nil { parseRecord() }
    }

    private func byte(_ at: Int) -> UInt8? { at < input.count ? input[at] : nil }

    /// The length of the line end at a position outside quotes, 0 if there is none.
    private func lineEndLength(_ at: Int) -> Int {
        switch (byte(at), byte(at + 1)) {
        case (0x0A, _): 1
        case (0x0D, 0x0A): 2
        case (0x0D, nil): 1
        case (0x0D, _): dialect.lineEnd == .carriageReturn ? 1 : 0
        default: 0
        }
    }

    /// The physical line of a position, counted afresh each time.
    private func line(_ at: Int) -> Int {
        var line = 1
        for before in 0..<at {
            if input[before] == 0x0A {
                // Where CR ends lines, the LF of a CRLF is not counted: its CR is.
                let isCounted = dialect.lineEnd == .carriageReturn && before > 0 && input[before - 1] == 0x0D
                if !isCounted { line += 1 }
            } else if input[before] == 0x0D && dialect.lineEnd == .carriageReturn {
                line += 1
            }
        }
        return line
    }

    private mutating func parseRecord() {
        let start = index
        var fields: [Transcript.Field] = []
        var defect: CSVDefect?
        repeat {
            if byte(index) == dialect.quote {
                guard let field = quotedField() else { return }
                fields.append(field)
            } else {
                fields.append(plainField())
            }
            if index < input.count && lineEndLength(index) == 0 && byte(index) != dialect.delimiter {
                defect = .badQuoting
                while index < input.count && lineEndLength(index) == 0 { index += 1 }
            }
        } while defect == nil && takeDelimiter()
        add(fields, start: start, defect: defect)
        index += lineEndLength(index)
    }

    private mutating func takeDelimiter() -> Bool {
        guard byte(index) == dialect.delimiter else { return false }
        index += 1
        return true
    }

    private mutating func plainField() -> Transcript.Field {
        let start = index
        while index < input.count && lineEndLength(index) == 0 && byte(index) != dialect.delimiter { index += 1 }
        return Transcript.Field(bytes: Array(input[start..<index]), isQuoted: false)
    }

    private mutating func quotedField() -> Transcript.Field? {
        let opening = index
        var content: [UInt8] = []
        index += 1
        while let next = byte(index) {
            index += 1
            if next == dialect.quote {
                guard byte(index) == dialect.quote else { return Transcript.Field(bytes: content, isQuoted: true) }
                index += 1
            }
            content.append(next)
        }
        error = .unclosedQuote(line: line(opening), offset: opening)
        return nil
    }

    private mutating func add(_ fields: [Transcript.Field], start: Int, defect: CSVDefect?) {
        if defect == nil && fields.allSatisfy({ $0.bytes.isEmpty && !$0.isQuoted }) {
            blank += 1
            return
        }
        let raw = input[start..<index]
        let found: CSVDefect? =
            raw.count > limits.recordBytes ? .tooLarge : defect ?? (fields.count > limits.fields ? .tooManyFields : nil)
        records.append(
            Transcript.Record(
                line: line(start), offset: start, byteCount: raw.count, raw: Array(raw.prefix(limits.recordBytes)),
                fields: found == nil ? fields : [], defect: found))
    }
}
