import Glibc

/// A push parser for `multipart/form-data` (RFC 7578) in RFC 2046's framing: feed it the body in pieces of any size,
/// cut anywhere; it calls back with parts and slices of their contents. Keeps no content: memory is bounded by one
/// part's headers.
///
/// What it accepts beyond the RFC: header lines and delimiter lines that end in a bare LF; a delimiter straight after
/// a part's blank line, for an empty part; anything after `--boundary--`. The CRLF *before* a delimiter belongs to
/// the delimiter and must be both bytes: contents may hold bare LFs. A line that begins with the delimiter but goes on
/// with other bytes than blanks is content.
///
/// What it refuses: nested multipart bodies, transfer encodings that would need decoding, parts without a name.
///
/// Thread: one at a time; not `Sendable`. The callback must not call the parser.
public final class MultipartParser {
    private enum State {
        case content
        /// After a delimiter; `lineRest` holds what its line has had so far.
        case delimiterLine
        case headers
        case epilogue
    }

    private let limits: MultipartLimits
    private let search: DelimiterSearch
    private var state = State.content
    private var isInPart = false
    /// How many bytes of the delimiter the input ended with. They are exactly the delimiter's, so no copy is kept.
    private var heldBytes = 2
    /// How many of the held bytes were not in the input: the line break that is understood before the first delimiter,
    /// and after a part's blank line.
    private var impliedBytes = 2
    private var lineRest: [UInt8] = []
    private var headers = HeaderBlock()
    private var partCount = 0
    /// Bytes of the preamble, then of the epilogue.
    private var skippedBytes = 0
    private var epilogueOffset = 0
    private var fedBytes = 0
    private var failure: (any Error)?

    /// - Parameter boundary: as `boundary(fromContentType:)` returns it.
    /// - Throws: `.badBoundary` unless it has 1 to 70 characters of RFC 2046's set and no blank at its end.
    public init(boundary: String, limits: MultipartLimits = .init()) throws(MultipartError) {
        try Self.checkBoundary(boundary)
        self.limits = limits
        search = DelimiterSearch(boundary: Array(boundary.utf8))
    }

    /// Whether the closing boundary has been seen. What is fed after it is skipped.
    public private(set) var isComplete = false

    /// Takes the next bytes of the body and calls `body` for what they hold, before it returns.
    ///
    /// - Throws: `MultipartError`, or what `body` throws. The parser is of no use after that: every later call throws
    ///   the same error.
    public func feed(_ bytes: UnsafeRawBufferPointer, _ body: (MultipartEvent) throws -> Void) throws {
        if let failure { throw failure }
        do {
            try consume(bytes, body)
        } catch {
            failure = error
            throw error
        }
        fedBytes += bytes.count
    }

    /// Tells the parser that the body has ended.
    ///
    /// - Throws: the error that `feed` threw, if it did; else `.truncated` unless the closing boundary was seen.
    public func finish() throws {
        if let failure { throw failure }
        guard isComplete else {
            let message = "the body ends before its closing boundary: send it again, whole"
            throw MultipartError(.truncated, message, offset: fedBytes)
        }
    }

    private func consume(_ bytes: UnsafeRawBufferPointer, _ body: (MultipartEvent) throws -> Void) throws {
        var index = 0
        while index < bytes.count {
            switch state {
            case .content: index = try scanContent(bytes, from: index, body)
            case .delimiterLine: index = try scanDelimiterLine(bytes, from: index, body)
            case .headers: index = try scanHeaders(bytes, from: index, body)
            case .epilogue:
                try skip(bytes.count - index)
                index = bytes.count
            }
        }
    }
}

@available(*, unavailable, message: "a parser belongs to the thread that feeds it")
extension MultipartParser: Sendable {}

// MARK: - Contents and delimiters

extension MultipartParser {
    private func scanContent(
        _ bytes: UnsafeRawBufferPointer, from start: Int, _ body: (MultipartEvent) throws -> Void
    ) throws -> Int {
        var index = start
        if heldBytes > 0 {
            index = extendHeld(bytes, from: start)
            if heldBytes == search.delimiter.count { return enterDelimiterLine(at: index) }
            if index == bytes.count { return index }
            try releaseHeld(body)
        }
        if let match = search.firstMatch(in: bytes, from: index) {
            try deliver(bytes, index..<match, body)
            return enterDelimiterLine(at: match + search.delimiter.count)
        }
        heldBytes = search.lengthOfPrefixAtEnd(of: bytes, from: index)
        try deliver(bytes, index..<bytes.count - heldBytes, body)
        return bytes.count
    }

    private func extendHeld(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index < bytes.count, heldBytes < search.delimiter.count, bytes[index] == search.delimiter[heldBytes] {
            heldBytes += 1
            index += 1
        }
        return index
    }

    private func enterDelimiterLine(at index: Int) -> Int {
        heldBytes = search.delimiter.count
        lineRest.removeAll(keepingCapacity: true)
        state = .delimiterLine
        return index
    }

    /// The held bytes turned out to be content. The next delimiter can begin at the next byte at the earliest, as the
    /// held ones have only their first CR.
    private func releaseHeld(_ body: (MultipartEvent) throws -> Void) throws {
        let range = impliedBytes..<heldBytes
        heldBytes = 0
        impliedBytes = 0
        try search.delimiter.withUnsafeBytes { try deliver($0, range, body) }
    }

    private func deliver(
        _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ body: (MultipartEvent) throws -> Void
    ) throws {
        if range.isEmpty { return }
        if isInPart {
            try body(.body(UnsafeRawBufferPointer(rebasing: bytes[range])))
        } else {
            try skip(range.count)
        }
    }

    /// "boundary delimiter line: transport-padding CRLF", or "--" for the last one (RFC 2046, section 5.1.1).
    private func scanDelimiterLine(
        _ bytes: UnsafeRawBufferPointer, from start: Int, _ body: (MultipartEvent) throws -> Void
    ) throws -> Int {
        let byte = bytes[start]
        switch (lineRest.last, byte) {
        case (nil, .hyphen):
            lineRest.append(byte)
        case (UInt8.hyphen, .hyphen):
            try endPart(body)
            isComplete = true
            state = .epilogue
            skippedBytes = 0
            epilogueOffset = fedBytes + start + 1
        case (UInt8.hyphen, _), (UInt8.carriageReturn, 0..<0x0a), (UInt8.carriageReturn, 0x0b...):
            return try refuseDelimiter(at: start, body)
        case (_, .lineFeed):
            try endPart(body)
            try beginHeaders(at: fedBytes + start + 1)
        case (_, .space), (_, .tab), (_, .carriageReturn):
            lineRest.append(byte)
            try checkPadding(at: fedBytes + start + 1)
        default:
            return try refuseDelimiter(at: start, body)
        }
        return start + 1
    }

    /// It only looked like a delimiter: gives it out as content and lets the byte at `index` be looked at again.
    private func refuseDelimiter(at index: Int, _ body: (MultipartEvent) throws -> Void) throws -> Int {
        state = .content
        try releaseHeld(body)
        try lineRest.withUnsafeBytes { try deliver($0, 0..<$0.count, body) }
        return index
    }

    private func checkPadding(at offset: Int) throws(MultipartError) {
        guard lineRest.count > 256 else { return }
        let message = "a boundary is followed by more than 256 blanks"
        throw MultipartError(.malformedDelimiter, message, offset: offset - lineRest.count)
    }

    private func endPart(_ body: (MultipartEvent) throws -> Void) throws {
        heldBytes = 0
        impliedBytes = 0
        if isInPart {
            isInPart = false
            try body(.end)
        }
    }

    /// Counts bytes before the first or after the last delimiter.
    private func skip(_ count: Int) throws(MultipartError) {
        skippedBytes += count
        if isComplete, skippedBytes > limits.epilogueBytes {
            let message = "more than \(limits.epilogueBytes) bytes follow the closing boundary"
            throw MultipartError(.epilogueTooLong, message, offset: epilogueOffset)
        }
        if !isComplete, skippedBytes > limits.preambleBytes {
            let message = "no boundary in the first \(limits.preambleBytes) bytes: is it the one of the Content-Type?"
            throw MultipartError(.preambleTooLong, message, offset: limits.preambleBytes)
        }
    }
}

// MARK: - Headers

extension MultipartParser {
    private func beginHeaders(at offset: Int) throws(MultipartError) {
        partCount += 1
        guard partCount <= limits.parts else {
            let message = "more than \(limits.parts) parts: send them in several requests"
            throw MultipartError(.tooManyParts, message, offset: offset)
        }
        headers = HeaderBlock(offset: offset)
        state = .headers
    }

    private func scanHeaders(
        _ bytes: UnsafeRawBufferPointer, from start: Int, _ body: (MultipartEvent) throws -> Void
    ) throws -> Int {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
        let taken = try headers.append(lineIn: rest, limit: limits.headerBytes)
        if headers.isComplete {
            let part = try headers.part(limits: limits)
            isInPart = true
            heldBytes = 2
            impliedBytes = 2
            state = .content
            try body(.begin(part))
        }
        return start + taken
    }
}
