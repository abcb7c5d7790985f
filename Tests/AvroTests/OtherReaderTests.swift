import Avro
import Testing

/// What we write, others read; what others write, we read: value by value.
@Suite(.enabled(if: OtherReader.python != nil, OtherReader.whyNot))
struct OtherReaderTests {
    private static let record = CaseRecord(cases: ValueCase.all + ValueCase.endless)

    private static func write(_ record: CaseRecord, _ codec: AvroCodec, blockBytes: Int = 2000) throws -> [UInt8] {
        try WrittenFile(schema: record.schema, codec: codec, blockBytes: blockBytes) { file in
            for row in 0..<record.rowCount { try record.write(row, into: file) }
        }.bytes
    }

    private static func meanings(_ record: CaseRecord) -> [[String]] {
        (0..<record.rowCount).map { record.row($0).map(\.meaning) }
    }

    /// Dates, times and decimals are understood as such.
    @Test func fastavro_ReadsEveryValue() throws {
        let folder = try ScratchFolder()
        let paths = try AvroCodec.allCases.flatMap { codec in
            try [1, 2000, 512 << 10].map { size in
                try folder.put("\(codec)-\(size).avro", try Self.write(Self.record, codec, blockBytes: size))
            }
        }
        for (path, answer) in zip(paths, try OtherReader.fastavro.read(paths)) {
            #expect(answer.error == nil && answer.rows?.count == Self.record.rowCount, "\(path)")
            for (row, expected) in Self.meanings(Self.record).enumerated() {
                #expect(answer.rows?[row] == expected, "\(path), row \(row)")
            }
        }
    }

    /// polars 2.1 has no nulls without another type, no enums that may be null and no decimals of more than 38 digits, knows
    /// no type by its name, and reads a UUID as a text.
    private static let polarsLacks: Set = ["null", "enum", "longest decimal"]

    @Test(arguments: AvroCodec.allCases)
    func polars_ReadsEveryValue_OfTheTypesThatItHas(_ codec: AvroCodec) throws {
        let folder = try ScratchFolder()
        let cases = (ValueCase.all + ValueCase.endless).filter { !Self.polarsLacks.contains($0.name) }
        let records = cases.map { CaseRecord(cases: [$0], hasReferences: false) }
        let paths = try records.enumerated().map { index, record in
            try folder.put("\(index).avro", try Self.write(record, codec))
        }
        for (record, answer) in zip(records, try OtherReader.polars.read(paths)) {
            let name = record.cases[0].name
            let expected = Self.meanings(record).map { row in
                row.map { name == "uuid" && $0 != "null" ? "str" + $0.dropFirst(4) : $0 }
            }
            #expect(answer.error == nil, "\(name)")
            #expect(answer.rows == expected, "\(name)")
        }
    }

    /// libavro's file reader, which knows no logical types and prints JSON.
    @Test(arguments: AvroCodec.allCases)
    func avrocat_ReadsEveryValue(_ codec: AvroCodec) throws {
        let folder = try ScratchFolder()
        let record = CaseRecord(cases: ValueCase.all)
        let path = try folder.put("all.avro", try Self.write(record, codec))
        let rows = try OtherReader.avrocat(path)
        try #require(rows.count == record.rowCount)
        let fields = try AvroSchema(Array(record.schema.utf8)).fields
        for (row, printed) in rows.enumerated() {
            for (field, expected) in zip(fields, record.row(row)) {
                let said = printed[field.name]
                #expect(
                    said?.isPrintOf(expected.value, expected.meaning) == true,
                    "\(field.name) row \(row): \(said as Any)")
            }
        }
    }

    /// Nested fields stand between those that we give out, and blocks are others than ours.
    @Test(arguments: AvroCodec.allCases)
    func fileOfFastavro_IsRead(_ codec: AvroCodec) throws {
        let folder = try ScratchFolder()
        let source = try folder.put("ours.avro", try Self.write(Self.record, .null))
        try OtherReader.rewrite(source, codec: codec.rawValue, to: folder.path("theirs.avro"))
        let read = try ReadFile(try folder.bytes("theirs.avro"))
        #expect(read.error == nil && read.codec == codec && read.metadata["made.by"] == Array("fastavro".utf8))
        #expect(Set(read.blockOffsets).count > 2)
        try #require(read.records.count == Self.record.rowCount)
        let fields = try #require(read.schema?.fields)
        let places = fields.indices.filter { !["list", "map", "record"].contains(fields[$0].name) }
        #expect(fields.count == places.count + 3)
        for (row, values) in read.records.enumerated() {
            for (place, expected) in zip(places, Self.record.row(row)) {
                let value = fields[place].type.isDecimal ? values[place].shortened : values[place]
                #expect(value == expected.value, "row \(row), \(fields[place].name)")
            }
            #expect(values.filter { $0 == .skipped }.count == 3)
        }
    }

    @Test(arguments: ["bzip2", "xz"])
    func fileOfFastavro_IsRefused_WhenItsCodecIsUnknown(_ codec: String) throws {
        let folder = try ScratchFolder()
        let source = try folder.put("ours.avro", try Self.write(Self.record, .null))
        try OtherReader.rewrite(source, codec: codec, to: folder.path("theirs.avro"))
        let read = try ReadFile(try folder.bytes("theirs.avro"))
        #expect(read.error?.reason == .unknownCodec && read.error?.detail.contains(codec) == true)
    }
}

extension AvroType {
    fileprivate var isDecimal: Bool { if case .decimal(_, _, nil) = self { true } else { false } }
}

extension Value {
    /// A number in as few octets as it takes: fastavro spends one more on -128.
    fileprivate var shortened: Value {
        guard case .bytes(let bytes) = self, bytes.count > 1 else { return self }
        let isLonger = bytes[0] == 0 && bytes[1] < 0x80 || bytes[0] == 0xff && bytes[1] >= 0x80
        return isLonger ? Value.bytes(Array(bytes.dropFirst())).shortened : self
    }
}

extension JSONValue {
    /// Whether avrocat prints the value so: the branch of a union by its type's name, octets as Latin-1 and only up to the
    /// first that is nought.
    fileprivate func isPrintOf(_ value: Value, _ meaning: String) -> Bool {
        switch (self, value) {
        case (.object(let branch), _): branch.count == 1 && branch.values.allSatisfy { $0.isPrintOf(value, meaning) }
        case (.null, .null): true
        case (.boolean(let said), .boolean(let value)): said == value
        case (.integer(let said), .int(let value)): said == Int64(value)
        case (.integer(let said), .long(let value)): said == value
        case (.integer(let said), .floatBits(let bits)): Float(said) == Float(bitPattern: bits)
        case (.number(let said), .floatBits(let bits)): Float(said) == Float(bitPattern: bits)
        case (.integer(let said), .doubleBits(let bits)): Double(said) == Double(bitPattern: bits)
        case (.number(let said), .doubleBits(let bits)): said == Double(bitPattern: bits)
        case (.text(let said), .string(let value)): said.utf8.elementsEqual(value)
        case (.text(let said), .symbol): "str \(said)" == meaning
        case (.text(let said), .bytes(let value)), (.text(let said), .fixed(let value)):
            said.unicodeScalars.map(\.value).elementsEqual(value.prefix { $0 != 0 }.map(UInt32.init))
        default: false
        }
    }
}
