import Avro
import Testing

struct BlockTests {
    private static let schema =
        #"{"type":"record","name":"R","fields":[{"name":"id","type":"int"},{"name":"text","type":"string"}]}"#

    private func put(_ id: Int, _ size: Int, into file: AvroFileWriter) throws {
        file.putInt(Int32(id))
        [UInt8](repeating: UInt8(id & 0x7f), count: size).withUnsafeBytes { file.putString($0) }
        try file.endRecord()
    }

    private func write(
        _ sizes: [Int], _ codec: AvroCodec = .null, blockBytes: Int = 1000, limits: AvroLimits = AvroLimits()
    ) throws -> WrittenFile {
        try WrittenFile(schema: Self.schema, codec: codec, blockBytes: blockBytes, limits: limits) { file in
            for (id, size) in sizes.enumerated() { try put(id, size, into: file) }
        }
    }

    /// Records of each block.
    private func blocks(_ read: ReadFile) -> [Int] {
        var blocks: [(offset: Int, count: Int)] = []
        for offset in read.blockOffsets {
            if blocks.last?.offset == offset {
                blocks[blocks.count - 1].count += 1
            } else {
                blocks.append((offset, 1))
            }
        }
        return blocks.map(\.count)
    }

    @Test(arguments: AvroCodec.allCases)
    func records_AreInBlocks_AsTheyFill(_ codec: AvroCodec) throws {
        let written = try write([Int](repeating: 97, count: 25), codec)
        let read = try ReadFile(written.bytes)
        // Of 100 bytes each, or 101 where the number takes two.
        #expect(read.error == nil && blocks(read) == [10, 10, 5])
        #expect(read.records.map { $0[0] } == (0..<25).map { .int($0) })
        #expect(read.recordBytes == written.recordBytes)
    }

    /// A record that is larger than a block goes into one of its own, and those in front of it into theirs.
    @Test(arguments: AvroCodec.allCases)
    func largeRecord_IsABlockOfItsOwn(_ codec: AvroCodec) throws {
        let sizes = [10, 10, 5000, 10, 2_000_000, 3_000_000, 10, 10, 10]
        let written = try write(sizes, codec)
        for chunk in [4096, .max] {
            let read = try ReadFile(written.bytes, chunk: chunk)
            #expect(read.error == nil && blocks(read) == [2, 1, 1, 1, 1, 3])
            for (id, size) in sizes.enumerated() {
                let text = [UInt8](repeating: UInt8(id), count: size)
                #expect(read.records[id] == [.int(Int32(id)), .string(text)])
            }
        }
    }

    /// What the reader would refuse is not written.
    @Test(arguments: AvroCodec.allCases)
    func record_IsRefused_BeyondTheReadersLimit(_ codec: AvroCodec) throws {
        var limits = AvroLimits()
        limits.blockBytes = 100_000
        // The number takes a byte, the length three.
        let most = try write([10, 100_000 - 4], codec, limits: limits)
        #expect(try ReadFile(most.bytes, limits: limits).records.count == 2)
        let error = #expect(throws: AvroError.self) { try write([10, 100_000 - 3], codec, limits: limits) }
        #expect(error?.reason == .tooLarge)
    }

    @Test func schema_IsRefused_BeyondTheReadersLimit() throws {
        var limits = AvroLimits()
        limits.schemaBytes = Self.schema.utf8.count
        #expect(try write([1], limits: limits).recordCount == 1)
        limits.schemaBytes -= 1
        let error = #expect(throws: AvroError.self) { try write([1], limits: limits) }
        #expect(error?.reason == .tooLarge)
    }

    @Test func metadata_IsRefused_BeyondTheReadersLimit() throws {
        var limits = AvroLimits()
        limits.headerBytes = 1000
        let error = #expect(throws: AvroError.self) {
            try WrittenFile(
                schema: Self.schema, codec: .null, metadata: [("long", String(repeating: "m", count: 1000))],
                limits: limits
            ) { _ in }
        }
        #expect(error?.reason == .tooLarge)
    }

    /// Noise is longer packed than not; a block is read whole by its packed size.
    @Test(arguments: [AvroCodec.deflate, .snappy])
    func record_IsRefused_WhenItsPackedBlockIsBeyondTheLimit(_ codec: AvroCodec) throws {
        var limits = AvroLimits()
        limits.blockBytes = 100_000
        var random = SplitMix64(state: 1)
        let noise = (0..<99_996).map { _ in UInt8.random(in: 0...255, using: &random) }
        let error = #expect(throws: AvroError.self) {
            try WrittenFile(schema: Self.schema, codec: codec, limits: limits) { file in
                file.putInt(0)
                noise.withUnsafeBytes { file.putString($0) }
                try file.endRecord()
            }
        }
        #expect(error?.reason == .tooLarge)
    }

    /// From noise, which cannot be packed, to bytes that are all the same.
    @Test(arguments: AvroCodec.allCases)
    func bytesOfEveryKind_ComeBack(_ codec: AvroCodec) throws {
        var random = SplitMix64(state: 3)
        let sizes = [0, 1, 2, 3, 31, 258, 32_767, 32_768, 32_769, 65_535, 65_536, 131_071, 700_000]
        let texts = sizes.flatMap { size in
            [UInt8(0), 1, 7, 63, 255].map { most in
                (0..<size).map { _ in UInt8.random(in: 0...most, using: &random) }
            }
        }
        let written = try WrittenFile(schema: Self.schema, codec: codec, blockBytes: 1) { file in
            for (id, text) in texts.enumerated() {
                file.putInt(Int32(id))
                text.withUnsafeBytes { file.putString($0) }
                try file.endRecord()
            }
        }
        let read = try ReadFile(written.bytes)
        #expect(read.error == nil && read.records.count == texts.count)
        #expect(zip(texts, read.records).allSatisfy { $1[1] == .string($0) })
    }

    @Test(arguments: AvroCodec.allCases)
    func thousandsOfBlocks_AreRead(_ codec: AvroCodec) throws {
        var random = SplitMix64(state: 7)
        let sizes = (0..<20_000).map { _ in Int.random(in: 0...40, using: &random) }
        let written = try write(sizes, codec, blockBytes: 100)
        let read = try ReadFile(written.bytes, chunk: 1000)
        #expect(read.error == nil && read.records.count == sizes.count && blocks(read).count > 3000)
        #expect(read.recordBytes == written.recordBytes)
        for (id, record) in read.records.enumerated() {
            guard record == [.int(Int32(id)), .string([UInt8](repeating: UInt8(id & 0x7f), count: sizes[id]))] else {
                Issue.record("record \(id) is \(record)")
                return
            }
        }
    }

    private struct Full: Error, Equatable {}

    /// What the sink throws comes out, wherever it is, and no byte that it refused is counted.
    @Test(arguments: [0, 1, 150, 200, 1200, 2500])
    func errorOfTheSink_IsThrownOn(_ room: Int) throws {
        var taken = 0
        var counted = 0
        #expect(throws: Full()) {
            let file = try AvroFileWriter(schema: Self.schema, codec: .null, blockBytes: 1000) { bytes in
                guard taken + bytes.count <= room else { throw Full() }
                taken += bytes.count
            }
            for id in 0..<25 {
                counted = file.byteCount
                try put(id, 97, into: file)
            }
            try file.finish()
        }
        #expect(counted <= taken)
    }
}
