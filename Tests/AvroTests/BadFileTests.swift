import Avro
import Testing

struct BadFileTests {
    @Test(arguments: BadFileCase.all)
    func file_IsRefused_WhereItsFaultIs(_ badFile: BadFileCase) throws {
        let read = try ReadFile(badFile.bytes, limits: badFile.limits)
        #expect(read.error?.reason == badFile.reason, "\(String(describing: read.error))")
        #expect((read.error?.offset ?? 0) == badFile.offset, "\(String(describing: read.error))")
        #expect(read.records.count == badFile.records)
    }

    @Test(arguments: BadFileCase.all)
    func file_IsReadAlike_HoweverItIsCut(_ badFile: BadFileCase) throws {
        let whole = try ReadFile(badFile.bytes, limits: badFile.limits)
        for chunk in [1, 3, 16, 1000] where badFile.bytes.count < 100_000 || chunk > 16 {
            let cut = try ReadFile(badFile.bytes, chunk: chunk, limits: badFile.limits)
            #expect(cut.error == whole.error && cut.records == whole.records, "chunks of \(chunk)")
        }
    }

    private struct Refusal: Error, Equatable { let count: Int }

    /// A bucket that fails is not a file that is none.
    @Test(arguments: [0, 1, 4, 5, 60, 110, 130, 140])
    func errorOfTheSource_IsThrownOn(_ end: Int) throws {
        let schema = #"{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}"#
        let file = try WrittenFile(schema: schema, codec: .null, blockBytes: 1) { file in
            for number in 0..<3 {
                file.putInt(Int32(number))
                try file.endRecord()
            }
        }
        var rest = file.bytes.prefix(end)
        #expect(throws: Refusal(count: end)) {
            let reader = try AvroFileReader(source: { memory in
                guard !rest.isEmpty else { throw Refusal(count: end) }
                memory.copyBytes(from: rest.prefix(memory.count))
                defer { rest = rest.dropFirst(memory.count) }
                return min(rest.count, memory.count)
            })
            try reader.forEachRecord { _ in }
        }
    }

    @Test func errorOfTheBody_IsThrownOn() throws {
        var file = FileBytes(fieldType: #""int""#)
        file.putBlock(3, [2, 4, 6])
        var rest = file.bytes[...]
        let reader = try AvroFileReader(source: { memory in
            memory.copyBytes(from: rest)
            defer { rest = [] }
            return rest.count
        })
        #expect(throws: Refusal(count: 2)) {
            try reader.forEachRecord { _ in
                if reader.recordCount == 2 { throw Refusal(count: 2) }
            }
        }
        #expect(reader.recordCount == 2)
    }
}
