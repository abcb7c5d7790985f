/// Writes an object container file: <https://avro.apache.org/docs/1.11.1/specification/#object-container-files>.
///
/// For each record one `put` for each value in the order of the schema (`putBranch` before that of a union), then
/// `endRecord`; `finish` at the end. That the values are those of the schema is the caller's affair. Holds one block at a
/// time. Belongs to one thread.
public final class AvroFileWriter {
    private let sink: (UnsafeRawBufferPointer) throws -> Void
    private let onRecords: ((UnsafeRawBufferPointer) -> Void)?
    private let packer: BlockPacker
    private let records: RecordBuffer
    private let sync: [UInt8]
    private let blockBytes: Int
    private let limits: AvroLimits
    /// Records that wait for their block, and the bytes of those that were ended.
    private var blockCount = 0
    private var endedBytes = 0

    // Private, so that the compiler can prove that accesses do not overlap.
    private var endedRecords = 0
    private var writtenBytes = 0

    /// Records that were ended.
    public var recordCount: Int { endedRecords }
    /// Bytes that the sink has taken.
    public var byteCount: Int { writtenBytes }

    /// Writes the header.
    ///
    /// - Parameters:
    ///   - schema: goes into the file as it is.
    ///   - metadata: more of the file's metadata; names that begin with `avro.` are reserved.
    ///   - blockBytes: after so many bytes of records a block is written; a larger record is a block of its own.
    ///   - limits: of those who will read it: a schema or a record beyond them is refused.
    ///   - onRecords: takes the bytes of each block's records before they are packed.
    ///   - sink: takes the file's bytes in order; what it throws is thrown on.
    public init(
        schema: String, codec: AvroCodec, metadata: [(name: String, value: String)] = [], blockBytes: Int = 512 << 10,
        limits: AvroLimits = AvroLimits(), onRecords: ((UnsafeRawBufferPointer) -> Void)? = nil,
        sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        self.limits = limits
        self.sink = sink
        self.onRecords = onRecords
        self.blockBytes = blockBytes
        packer = BlockPacker(codec)
        records = RecordBuffer(capacity: blockBytes + blockBytes / 8)
        sync = (0..<16).map { _ in UInt8.random(in: 0...255) }
        guard schema.utf8.count <= limits.schemaBytes else {
            throw Failure(.tooLarge, "a schema of \(schema.utf8.count) bytes; \(limits.schemaBytes) are the most").at(0)
        }
        let entries = [("avro.schema", schema), ("avro.codec", codec.rawValue)] + metadata.map { ($0.name, $0.value) }
        try writeHeader(entries)
    }

    /// The branch of a union that the next value is of; nothing more is put for null.
    @inline(__always)
    public func putBranch(_ index: Int) { records.put(long: Int64(index)) }

    public func putBoolean(_ value: Bool) { records.put(boolean: value) }
    public func putInt(_ value: Int32) { records.put(int: value) }
    public func putLong(_ value: Int64) { records.put(long: value) }
    public func putFloat(_ value: Float) { records.put(float: value) }
    public func putDouble(_ value: Double) { records.put(double: value) }
    public func putBytes(_ value: UnsafeRawBufferPointer) { records.put(bytes: value) }
    /// - Parameter value: UTF-8, which is not looked at.
    public func putString(_ value: UnsafeRawBufferPointer) { records.put(bytes: value) }
    public func putFixed(_ value: UnsafeRawBufferPointer) { records.put(fixed: value) }

    /// - Throws: what the sink throws, or `AvroError`.
    public func endRecord() throws {
        let size = records.count - endedBytes
        if size >= blockBytes, blockCount > 0 { try writeBlock(to: endedBytes) }
        endedRecords += 1
        blockCount += 1
        endedBytes += size
        if endedBytes >= blockBytes { try writeBlock(to: endedBytes) }
    }

    /// Writes the last block.
    public func finish() throws {
        if blockCount > 0 { try writeBlock(to: endedBytes) }
    }

    private func writeHeader(_ entries: [(String, String)]) throws {
        let header = RecordBuffer(capacity: 64 << 10)
        header.put(fixed: [UInt8]("Obj".utf8) + [1])
        header.put(long: Int64(entries.count))
        for (name, value) in entries {
            header.put(text: name)
            header.put(text: value)
        }
        header.put(long: 0)
        header.put(fixed: sync)
        guard header.count <= limits.headerBytes else {
            throw Failure(.tooLarge, "a header of \(header.count) bytes; \(limits.headerBytes) are the most").at(0)
        }
        try write(header.bytes)
    }

    /// - Parameter end: of the records that were ended; what stands behind it waits on.
    private func writeBlock(to end: Int) throws {
        let block = UnsafeRawBufferPointer(rebasing: records.bytes[..<end])
        try checkSize(block.count)
        let packed = try packer.pack(block)
        try checkSize(packed.count)
        onRecords?(block)
        let head = RecordBuffer(capacity: 32)
        head.put(long: Int64(blockCount))
        head.put(long: Int64(packed.count))
        try write(head.bytes)
        try write(packed)
        try sync.withUnsafeBytes { try write($0) }
        records.removeFirst(end)
        blockCount = 0
        endedBytes = 0
    }

    private func checkSize(_ size: Int) throws {
        guard size <= limits.blockBytes else {
            throw Failure(.tooLarge, "a record of \(size) bytes; \(limits.blockBytes) are the most").at(writtenBytes)
        }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws {
        try sink(bytes)
        writtenBytes += bytes.count
    }
}

extension RecordBuffer {
    fileprivate func put(text: String) {
        var text = text
        text.withUTF8 { put(bytes: UnsafeRawBufferPointer($0)) }
    }

    fileprivate func put(fixed bytes: [UInt8]) { bytes.withUnsafeBytes { put(fixed: $0) } }
}
