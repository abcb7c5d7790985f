import CSV

/// All that a parser says of an input, as values that tests compare.
struct Transcript: Equatable, CustomStringConvertible {
    struct Field: Equatable, CustomStringConvertible {
        var bytes: [UInt8]
        var isQuoted: Bool
        var description: String { (isQuoted ? "Q" : "") + String(decoding: bytes, as: UTF8.self).debugDescription }
    }

    struct Record: Equatable, CustomStringConvertible {
        var line: Int
        var offset: Int
        var byteCount: Int
        var raw: [UInt8]
        var fields: [Field]
        var defect: CSVDefect?

        var description: String {
            "line \(line) offset \(offset) bytes \(byteCount) raw \(String(decoding: raw, as: UTF8.self).debugDescription)"
                + " \(fields) \(defect.map { "\($0)" } ?? "")"
        }
    }

    let records: [Record]
    private(set) var error: CSVError?
    let facts: CSVFacts
    let bytesRead: Int

    var description: String {
        (records.map(\.description) + ["\(error.map(\.description) ?? "no error")", "\(facts)"]).joined(separator: "\n")
    }

    /// Parses `input`, fed in chunks that end at `cuts` (ascending) and at its end. Each chunk is a copy of its own, gone
    /// after its feed, so that a parser which kept a pointer would be caught.
    init(_ input: [UInt8], cutAt cuts: [Int], dialect: CSVDialect, limits: CSVLimits) {
        let parser = CSVParser(dialect: dialect, limits: limits)
        var records: [Record] = []
        do {
            for (start, end) in zip([0] + cuts, cuts + [input.count]) {
                var chunk = Array(input[start..<end])
                try chunk.withUnsafeBytes { try parser.feed($0) { records.append(Record($0)) } }
                for index in chunk.indices { chunk[index] = 0x23 }
            }
            try parser.finish { records.append(Record($0)) }
        } catch {
            self.error = error as? CSVError
        }
        self.records = records
        facts = parser.facts
        bytesRead = parser.bytesRead
    }
}

extension Transcript.Record {
    init(_ record: borrowing CSVRecord) {
        line = record.line
        offset = record.offset
        byteCount = record.byteCount
        raw = Array(record.raw)
        fields = (0..<record.count).map {
            Transcript.Field(bytes: Array(record[$0].bytes), isQuoted: record[$0].isQuoted)
        }
        defect = record.defect
    }
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
}
