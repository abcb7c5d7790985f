import JSON

/// All that a parser says of an input, as text that tests compare.
struct Transcript: Equatable, CustomStringConvertible {
    enum Form: Sendable, CaseIterable {
        /// Newline-delimited JSON.
        case lines
        /// A document whose rows are in `data`.
        case document
    }

    /// Rows as `line@offset+byteCount {name=value, …}`, `[value, …]` or `value`, members of a document as `name=value`.
    /// A string is `"` and its decoded text, a number `#` and its text, an object or array `<its bytes>`.
    private(set) var events: [String] = []
    /// Whether each row has the names of the object before.
    private(set) var repeatsNames: [Bool] = []
    private(set) var error: JSONError?
    /// Counted to the end of an input without error.
    private(set) var blankLines = 0
    private(set) var bytesRead = 0

    var description: String { (events + ["\(error.map(\.description) ?? "no error")"]).joined(separator: "\n") }

    /// Parses `input`, fed in chunks that end at `cuts` (ascending) and at its end. Each chunk is a copy of its own, gone
    /// after its feed, so that a parser which kept a pointer would be caught.
    init(_ input: [UInt8], _ form: Form, cutAt cuts: [Int] = [], limits: JSONLimits = JSONLimits()) {
        let log = Log()
        var chunks = zip([0] + cuts, cuts + [input.count]).map { Array(input[$0..<$1]) }
        do {
            switch form {
            case .lines: try parseLines(&chunks, limits, log)
            case .document: try parseDocument(&chunks, limits, log)
            }
        } catch {
            self.error = error as? JSONError
        }
        events = log.events
        repeatsNames = log.repeatsNames
    }

    private mutating func parseLines(_ chunks: inout [[UInt8]], _ limits: JSONLimits, _ log: Log) throws {
        let parser = JSONLineParser(limits: limits)
        for index in chunks.indices {
            try chunks[index].withUnsafeBytes { try parser.feed($0) { log.take($0) } }
            Self.spoil(&chunks[index])
        }
        try parser.finish { log.take($0) }
        (blankLines, bytesRead) = (parser.blankLines, parser.bytesRead)
    }

    private mutating func parseDocument(_ chunks: inout [[UInt8]], _ limits: JSONLimits, _ log: Log) throws {
        let parser = JSONDocumentParser(rowsName: "data", limits: limits)
        for index in chunks.indices {
            try chunks[index].withUnsafeBytes {
                try parser.feed($0, member: { log.take($0) }, row: { log.take($0) })
            }
            Self.spoil(&chunks[index])
        }
        try parser.finish()
        bytesRead = parser.bytesRead
    }

    private static func spoil(_ chunk: inout [UInt8]) {
        for index in chunk.indices { chunk[index] = 0x23 }
    }
}

/// What a parser has delivered so far.
private final class Log {
    private(set) var events: [String] = []
    private(set) var repeatsNames: [Bool] = []

    func take(_ row: borrowing JSONRow) {
        events.append("\(row.line)@\(row.offset)+\(row.byteCount) " + Self.text(row))
        repeatsNames.append(row.hasNamesOfPrevious)
    }

    func take(_ member: JSONField) { events.append(Self.text(member)) }

    private static func text(_ row: borrowing JSONRow) -> String {
        if let error = row.error {
            return "!\(error.reason) \(error.line):\(error.column)@\(error.offset) " + string(row.raw)
        }
        var fields: [String] = []
        for index in 0..<row.count { fields.append(text(row[index])) }
        let all = fields.joined(separator: ", ")
        return switch row.kind {
        case .object: "{\(all)}"
        case .array: "[\(all)]"
        default: string(row.raw)
        }
    }

    private static func text(_ field: JSONField) -> String {
        let name = field.name.isEmpty ? "" : string(field.name) + "="
        return switch field.kind {
        case .string: name + "\"" + string(field.bytes)
        case .number: name + "#" + string(field.bytes)
        case .object, .array: name + "<" + string(field.bytes) + ">"
        case .true, .false, .null: name + string(field.raw)
        }
    }

    private static func string(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }
}

/// A small generator with a seed (SplitMix64), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension Transcript {
    /// Ascending random cuts of an input of `count` bytes; some chunks are empty.
    static func makeCuts(_ count: Int, using generator: inout SeededGenerator) -> [Int] {
        let many = Int.random(in: 0...max(1, count / 3), using: &generator)
        return (0..<many).map { _ in Int.random(in: 0...count, using: &generator) }.sorted()
    }

    /// Whether an input gives the same when it is cut: byte by byte, in two at every place, and at random.
    ///
    /// - Returns: the cuts that make a difference; nil where none does.
    func firstDifference(_ input: [UInt8], _ form: Form, limits: JSONLimits = JSONLimits()) -> [Int]? {
        var generator = SeededGenerator(state: 8259)
        let random = (0..<10).map { _ in Self.makeCuts(input.count, using: &generator) }
        let all = [Array(0...input.count)] + (0...input.count).map { [$0] } + random
        return all.first { Transcript(input, form, cutAt: $0, limits: limits) != self }
    }
}
