import Avro
import Testing

struct RoundTripTests {
    private static let record = CaseRecord(cases: ValueCase.all + ValueCase.endless)

    @Test(arguments: AvroCodec.allCases, [1, 300, 512 << 10])
    func everyValue_ComesBack(_ codec: AvroCodec, _ blockBytes: Int) throws {
        let record = Self.record
        let written = try WrittenFile(schema: record.schema, codec: codec, blockBytes: blockBytes) { file in
            for row in 0..<record.rowCount { try record.write(row, into: file) }
        }
        #expect(written.recordCount == record.rowCount && written.byteCount == written.bytes.count)
        for chunk in [1, 7, .max] {
            let read = try ReadFile(written.bytes, chunk: chunk)
            #expect(read.error == nil && read.codec == codec && read.schema?.text == record.schema)
            #expect(read.records.count == record.rowCount && read.recordBytes == written.recordBytes)
            for row in 0..<record.rowCount {
                #expect(read.records[row] == record.row(row).map(\.value), "row \(row)")
            }
        }
    }

    @Test func schema_ComesBack_WithItsFields() throws {
        let record = Self.record
        let schema = try AvroSchema(Array(record.schema.utf8))
        #expect(schema.name == "wharf.test.Row")
        #expect(schema.fields.map(\.nullBranch) == record.row(0).map(\.nullBranch))
        for (field, next) in zip(schema.fields, schema.fields.dropFirst()) where next.nullBranch != nil {
            #expect(field.type == next.type)
        }
        #expect(schema.fields.first { $0.name == "f1" }?.doc == "boolean")
    }

    @Test(arguments: AvroCodec.allCases)
    func metadata_ComesBack(_ codec: AvroCodec) throws {
        let schema = #"{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}"#
        let entries = [("wharf.table", "événements"), ("empty", ""), ("long", String(repeating: "m", count: 100_000))]
        let written = try WrittenFile(schema: schema, codec: codec, metadata: entries) { _ in }
        let read = try ReadFile(written.bytes)
        #expect(read.error == nil && read.records.isEmpty && written.recordCount == 0)
        var expected = entries.map { ($0.0, Array($0.1.utf8)) }
        expected += [("avro.schema", Array(schema.utf8)), ("avro.codec", Array(codec.rawValue.utf8))]
        #expect(read.metadata == Dictionary(uniqueKeysWithValues: expected))
    }

    /// No record, no block: a file may hold an empty table.
    @Test func emptyFile_HasNoBlock() throws {
        let schema = #"{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}"#
        let written = try WrittenFile(schema: schema, codec: .null) { _ in }
        #expect(written.bytes == FileBytes(schema: schema, codec: "null", sync: written.bytes.suffix(16)).bytes)
    }
}
