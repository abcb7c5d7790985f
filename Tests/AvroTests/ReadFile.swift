import Avro

/// All that the reader says of a file.
struct ReadFile {
    private(set) var schema: AvroSchema?
    private(set) var codec: AvroCodec?
    private(set) var metadata: [String: [UInt8]] = [:]
    private(set) var records: [[Value]] = []
    /// Where the block of each record begins.
    private(set) var blockOffsets: [Int] = []
    /// What `onRecords` was given.
    private(set) var recordBytes: [UInt8] = []
    private(set) var error: AvroError?

    /// - Parameter chunk: the source gives no more bytes than so many at once.
    init(_ bytes: [UInt8], chunk: Int = .max, limits: AvroLimits = AvroLimits()) throws {
        do {
            try read(bytes, chunk, limits)
        } catch let error as AvroError {
            self.error = error
        }
    }

    private mutating func read(_ bytes: [UInt8], _ chunk: Int, _ limits: AvroLimits) throws {
        var rest = bytes[...]
        let unpacked = Collected()
        defer { recordBytes = unpacked.bytes }
        let reader = try AvroFileReader(
            source: { memory in
                let part = rest.prefix(min(chunk, memory.count))
                memory.copyBytes(from: part)
                rest = rest.dropFirst(part.count)
                return part.count
            }, limits: limits, onRecords: { unpacked.append($0) })
        (schema, codec, metadata) = (reader.schema, reader.codec, reader.metadata)
        let types = reader.schema.fields.map(\.type)
        try reader.forEachRecord { record in
            var values: [Value] = []
            for (index, type) in types.enumerated() { values.append(Value(record, index, of: type)) }
            records.append(values)
            blockOffsets.append(record.blockOffset)
        }
    }
}

/// Bytes that closures collect.
final class Collected {
    private(set) var bytes: [UInt8] = []

    func append(_ more: UnsafeRawBufferPointer) { bytes.append(contentsOf: more) }
}
