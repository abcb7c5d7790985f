import Avro
import Testing

/// Small files that ask for much work: hours of it, were the steps not in proportion to bytes, whatever the schema says.
@Suite(.timeLimit(.minutes(15)))
struct HostileFileTests {
    private static let million = 1 << 20

    /// A block of a million noughts, packed to a thousand bytes, for records of this field and what stands behind it.
    private func read(_ fields: String, records: Int, begin: [UInt8] = [], then end: [UInt8] = []) throws -> ReadFile {
        let schema = #"{"type":"record","name":"R","fields":[\#(fields)]}"#
        let size = Self.million
        let written = try WrittenFile(schema: schema, codec: .deflate, blockBytes: 2 * size) { file in
            let bytes = begin + [UInt8](repeating: 0, count: size) + end
            bytes.withUnsafeBytes { file.putFixed($0) }
            for _ in 0..<records { try file.endRecord() }
        }
        #expect(written.bytes.count < 3 * schema.utf8.count + 10_000)
        return try ReadFile(written.bytes)
    }

    private static let nulls = (0..<20_000).map { #"{"name":"n\#($0)","type":"null"}"# }.joined(separator: ",")

    /// Records of 2, 4, 8 … records that are empty.
    private static let empties: String = {
        let innermost = #"{"type":"record","name":"E0","fields":[]}"#
        return (1...20).reduce(innermost) { inner, level in
            #"{"type":"record","name":"E\#(level)","fields":[{"name":"a","type":\#(inner)},{"name":"b","type":"E\#(level - 1)"}]}"#
        }
    }()

    @Test func array_OfRecordsOfNulls_IsSkipped() throws {
        let record = #"{"type":"record","name":"S","fields":[\#(Self.nulls),{"name":"b","type":"boolean"}]}"#
        let array = #"{"name":"a","type":{"type":"array","items":\#(record)}}"#
        let read = try read(array, records: 1, begin: FileBytes.coded(Int64(Self.million)), then: [0])
        #expect(read.error == nil && read.records == [[.skipped]])
    }

    @Test func array_OfRecordsOfEmptyRecords_IsSkipped() throws {
        let record =
            #"{"type":"record","name":"S","fields":[{"name":"e","type":\#(Self.empties)},{"name":"b","type":"boolean"}]}"#
        let array = #"{"name":"a","type":{"type":"array","items":\#(record)}}"#
        let read = try read(array, records: 1, begin: FileBytes.coded(Int64(Self.million)), then: [0])
        #expect(read.error == nil && read.records == [[.skipped]])
    }

    @Test func array_OfRecordsOfALongName_IsSkipped() throws {
        let name = String(repeating: "n", count: 500_000)
        let record = #"{"type":"record","name":"\#(name)","fields":[{"name":"b","type":"boolean"}]}"#
        let array = #"{"name":"a","type":{"type":"array","items":\#(record)}}"#
        let read = try read(array, records: 1, begin: FileBytes.coded(Int64(Self.million)), then: [0])
        #expect(read.error == nil && read.records == [[.skipped]])
    }

    /// The records are counted only: a value for each of their fields is the test's work, not the reader's.
    @Test func records_OfNulls_AreRead() throws {
        let schema = #"{"type":"record","name":"R","fields":[\#(Self.nulls),{"name":"b","type":"boolean"}]}"#
        let size = Self.million
        let written = try WrittenFile(schema: schema, codec: .deflate, blockBytes: 2 * size) { file in
            [UInt8](repeating: 0, count: size).withUnsafeBytes { file.putFixed($0) }
            for _ in 0..<size { try file.endRecord() }
        }
        var rest = written.bytes[...]
        let reader = try AvroFileReader(source: { memory in
            let part = rest.prefix(memory.count)
            memory.copyBytes(from: part)
            rest = rest.dropFirst(part.count)
            return part.count
        })
        var (trues, nulls) = (0, 0)
        try reader.forEachRecord { record in
            if record.boolean(20_000) { trues += 1 }
            if record.isNull(Int.random(in: 0..<20_000)) { nulls += 1 }
        }
        #expect(reader.recordCount == size && trues == 0 && nulls == size)
    }
}
