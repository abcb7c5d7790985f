import Avro
import Testing

/// Files that something happened to: the reader says so, or gives whole records.
@Suite(.timeLimit(.minutes(15)))
struct DamageTests {
    /// Few bytes, so that every one of them can be damaged.
    private struct Small {
        let bytes: [UInt8]
        let records: [[Value]]
        /// Where blocks begin, and the file's end.
        let borders: [Int]

        init(_ codec: AvroCodec) throws {
            let schema = #"""
                {"type":"record","name":"R","fields":[{"name":"id","type":"int"},
                {"name":"name","type":["null","string"]},{"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}}]}
                """#
            let written = try WrittenFile(schema: schema, codec: codec, blockBytes: 40) { file in
                for id in 0..<12 {
                    file.putInt(Int32(id * 1000))
                    file.putBranch(id % 3 == 0 ? 0 : 1)
                    if id % 3 != 0 { Value.text(String(repeating: "ab", count: id)).put(into: file) }
                    file.putLong(Int64(id) << 40)
                    try file.endRecord()
                }
            }
            bytes = written.steady
            let read = try ReadFile(bytes)
            records = read.records
            borders = Set(read.blockOffsets).sorted() + [bytes.count]
        }

        /// Records of blocks that lie in front of the place.
        func records(before place: Int, _ read: ReadFile) -> ArraySlice<[Value]> {
            let end = borders.last { $0 <= place } ?? 0
            return records.prefix(read.blockOffsets.prefix { $0 < end }.count)
        }
    }

    @Test(arguments: AvroCodec.allCases)
    func cutFile_IsTruncated_ExceptBetweenBlocks(_ codec: AvroCodec) throws {
        let small = try Small(codec)
        let whole = try ReadFile(small.bytes)
        #expect(small.borders.count > 5)
        for end in 0..<small.bytes.count {
            let read = try ReadFile(Array(small.bytes.prefix(end)))
            #expect(read.records[...] == small.records(before: end, whole), "cut at \(end)")
            if small.borders.contains(end) {
                #expect(read.error == nil, "cut at \(end)")
            } else {
                #expect(read.error?.reason == (end < 4 ? .notAvro : .truncated), "cut at \(end)")
                #expect((read.error?.offset ?? .max) <= end, "cut at \(end)")
            }
        }
    }

    /// A flipped bit leaves the records in front of its block as they are. In a block with a checksum it
    /// is found, or changes nothing.
    @Test(arguments: AvroCodec.allCases)
    func flippedBit_IsFound_OrLeavesAsManyRecords(_ codec: AvroCodec) throws {
        let small = try Small(codec)
        let whole = try ReadFile(small.bytes)
        var found = 0
        for bit in 0..<8 * small.bytes.count {
            var bytes = small.bytes
            bytes[bit / 8] ^= 1 << (bit % 8)
            let read = try ReadFile(bytes)
            if read.error != nil {
                found += 1
            } else {
                #expect(read.records.count == small.records.count, "bit \(bit)")
            }
            guard bit / 8 >= small.borders[0] else { continue }
            #expect(read.records.starts(with: small.records(before: bit / 8, whole)), "bit \(bit)")
            // Snappy can say the same thing in two ways: a copy of "abab" from two or from four bytes before.
            if codec == .snappy { #expect(read.error != nil || read.records == small.records, "bit \(bit)") }
        }
        #expect(found > 4 * small.bytes.count)
    }

    private static let kinds = ["flip", "overwrite", "cut", "remove", "repeat", "insert", "swap", "zero"]

    @Test(arguments: AvroCodec.allCases, kinds)
    func damage_IsFound_OrLeavesWholeRecords(_ codec: AvroCodec, _ kind: String) throws {
        let record = CaseRecord(cases: ValueCase.all)
        let written = try WrittenFile(schema: record.schema, codec: codec, blockBytes: 1000) { file in
            for row in 0..<3 * record.rowCount { try record.write(row, into: file) }
        }
        let bytes = written.steady
        let whole = try ReadFile(bytes)
        let known = Set(whole.records)
        var random = SplitMix64(state: UInt64(Self.kinds.firstIndex(of: kind) ?? 0))
        var found = 0
        for round in 0..<200 {
            let damaged = Self.damage(bytes, kind, from: round % 4 == 0 ? 0 : whole.blockOffsets[0], &random)
            let read = try ReadFile(damaged, chunk: Int.random(in: 1000...100_000, using: &random))
            if read.error != nil { found += 1 }
            #expect((read.error?.offset ?? 0) <= damaged.count, "\(kind) \(round)")
            #expect(read.records.allSatisfy { $0.count == record.row(0).count }, "\(kind) \(round)")
            // Behind an undamaged header a block with a checksum is what it was or is refused.
            if codec == .snappy, damaged.starts(with: bytes.prefix(whole.blockOffsets[0])) {
                #expect(read.records.allSatisfy(known.contains), "\(kind) \(round)")
            }
        }
        #expect(found > 30)
    }

    private static func damage(
        _ bytes: [UInt8], _ kind: String, from begin: Int, _ random: inout SplitMix64
    ) -> [UInt8] {
        var damaged = bytes
        let start = Int.random(in: begin..<bytes.count, using: &random)
        let range =
            start..<min(
                bytes.count, start + Int.random(in: 1...(Bool.random(using: &random) ? 8 : 3000), using: &random))
        let noise = (0..<range.count).map { _ in UInt8.random(in: 0...255, using: &random) }
        switch kind {
        case "flip": damaged[start] ^= 1 << Int.random(in: 0..<8, using: &random)
        case "overwrite": damaged.replaceSubrange(range, with: noise)
        case "cut": damaged.removeSubrange(start...)
        case "remove": damaged.removeSubrange(range)
        case "repeat": damaged.insert(contentsOf: bytes[range], at: range.upperBound)
        case "insert": damaged.insert(contentsOf: noise, at: start)
        case "swap": damaged = Array(bytes[..<begin] + bytes[start...] + bytes[begin..<start])
        default: damaged.replaceSubrange(range, with: repeatElement(0, count: range.count))
        }
        return damaged
    }
}

/// A generator with a seed (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
