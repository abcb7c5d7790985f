@testable import Avro

/// A file of any bytes: read to its end or refused, and that the same however it comes.
///
/// What begins with `{` is no file but what is in one, so that checksums and markers do not keep the reader from it: a
/// schema, a line end, the number of records, and their bytes.
func examine(_ input: FuzzInput) {
    let input = input.bytes
    guard input.first == UInt8(ascii: "{") else { return compare(input) }
    let schema = Array(input.prefix { $0 != UInt8(ascii: "\n") })
    let rest = input.dropFirst(schema.count + 1)
    let (number, records) = (rest.first ?? 0, Array(rest.dropFirst()))
    decode(schema, number, records)
    compare(wrap(schema, number, records))
}

private func compare(_ file: [UInt8]) {
    let whole = Outcome(file, chunk: max(1, file.count))
    requireEqual(Outcome(file, chunk: 7), whole, "a file in parts")
}

/// Decodes records that stand in memory of their size: the reader's own is larger, and would hide a step too far.
private func decode(_ schema: [UInt8], _ number: UInt8, _ records: [UInt8]) {
    guard let schema = try? AvroSchema(schema) else { return }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: records.count, alignment: 1)
    memory.copyBytes(from: records)
    let slots = UnsafeMutablePointer<RecordSlot>.allocate(capacity: max(1, schema.fields.count))
    slots.initialize(repeating: RecordSlot(), count: max(1, schema.fields.count))
    defer {
        memory.deallocate()
        slots.deallocate()
    }
    let decoder = RecordDecoder(schema, depthLimit: AvroLimits().depth, slots: slots)
    var cursor = ValueCursor(UnsafeRawBufferPointer(memory))
    var sum: UInt64 = 0
    for _ in 0..<number {
        guard (try? decoder.decode(&cursor)) != nil else { break }
        for field in 0..<schema.fields.count { for byte in slots[field].bytes { sum &+= UInt64(byte) } }
    }
    require(cursor.rest >= 0, "a record ends beyond its block")
    blackHole = sum
}

/// Where sums go, so that the bytes are read.
nonisolated(unsafe) private var blackHole: UInt64 = 0

private func wrap(_ schema: [UInt8], _ number: UInt8, _ records: [UInt8]) -> [UInt8] {
    var file: [UInt8] = []
    do {
        let writer = try AvroFileWriter(
            schema: String(decoding: schema, as: UTF8.self), codec: .null, blockBytes: 1 << 16,
            sink: { file.append(contentsOf: $0) })
        records.withUnsafeBytes { writer.putFixed($0) }
        for _ in 0..<number { try writer.endRecord() }
        try writer.finish()
    } catch {
        fatalError("a file of few bytes is written: \(error)")
    }
    return file
}

/// What came of a file, in short.
private struct Outcome: Equatable {
    private(set) var error: AvroError?
    private(set) var records = 0
    /// Of every value that was given out: whatever cannot be read is touched.
    private(set) var sum: UInt64 = 0

    init(_ file: [UInt8], chunk: Int) {
        do {
            try read(file, chunk)
        } catch let error as AvroError {
            self.error = error
        } catch {
            fatalError("the reader throws nothing but its own errors: \(error)")
        }
    }

    private mutating func read(_ file: [UInt8], _ chunk: Int) throws {
        var limits = AvroLimits()
        limits.blockBytes = 1 << 20
        var offset = 0
        let reader = try AvroFileReader(
            source: { memory in
                let part = file[offset...].prefix(min(chunk, memory.count))
                memory.copyBytes(from: part)
                offset += part.count
                return part.count
            }, limits: limits)
        try reader.forEachRecord { record in
            for field in 0..<record.count { add(record, field) }
        }
        records = reader.recordCount
    }

    private mutating func add(_ record: borrowing AvroRecord, _ field: Int) {
        sum = sum &* 31 &+ (record.isNull(field) ? 1 : 0)
        sum = sum &* 31 &+ UInt64(bitPattern: record.integer(field))
        for byte in record.bytes(field) { sum = sum &* 31 &+ UInt64(byte) }
    }
}
