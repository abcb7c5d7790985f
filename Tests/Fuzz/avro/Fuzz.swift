import Avro

/// A file of any bytes: read to its end or refused, and that the same however it comes.
///
/// What begins with `{` is no file but what is in one, so that checksums and markers do not keep the reader from it: a
/// schema, a line end, the number of records, and their bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: start, count: count)
    let file = input.first == UInt8(ascii: "{") ? wrap(input) : Array(input)
    let whole = Outcome(file, chunk: max(1, count))
    precondition(whole == Outcome(file, chunk: 7), "a file is read otherwise when it comes in parts")
    return 0
}

private func wrap(_ input: UnsafeRawBufferPointer) -> [UInt8] {
    let schema = input.prefix { $0 != UInt8(ascii: "\n") }
    let records = input[schema.endIndex...].dropFirst()
    var file: [UInt8] = []
    do {
        let writer = try AvroFileWriter(
            schema: String(decoding: schema, as: UTF8.self), codec: .null, blockBytes: 1 << 16,
            sink: { file.append(contentsOf: $0) })
        writer.putFixed(UnsafeRawBufferPointer(rebasing: records.dropFirst()))
        for _ in 0..<(records.first ?? 0) { try writer.endRecord() }
        try writer.finish()
    } catch {
        preconditionFailure("a file of few bytes is written: \(error)")
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
            preconditionFailure("the reader throws nothing but its own errors: \(error)")
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
