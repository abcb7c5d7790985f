/// Reads an object container file from start to end: <https://avro.apache.org/docs/1.11.1/specification/#object-container-files>.
///
/// Nothing in the file is believed. What is wrong with it becomes an `AvroError` that says where; the records that were
/// given out before are those of whole blocks that could be read. Holds one block at a time. Belongs to one thread.
public final class AvroFileReader {
    public let schema: AvroSchema
    public let codec: AvroCodec
    /// All of the header's metadata, `avro.schema` and `avro.codec` too.
    public let metadata: [String: [UInt8]]
    /// Records that were given out.
    public private(set) var recordCount = 0

    private let source: ByteSource
    private let limits: AvroLimits
    private let onRecords: ((UnsafeRawBufferPointer) -> Void)?
    private let sync: [UInt8]
    private let unpacker: BlockUnpacker
    private let slots: UnsafeMutablePointer<RecordSlot>

    /// Reads the header.
    ///
    /// - Parameters:
    ///   - source: gives the file's next bytes, at most as many as fit; 0 at the end. What it throws is thrown on.
    ///   - onRecords: takes the unpacked bytes of each block.
    /// - Throws: `AvroError`.
    public init(
        source fill: @escaping (UnsafeMutableRawBufferPointer) throws -> Int, limits: AvroLimits = AvroLimits(),
        onRecords: ((UnsafeRawBufferPointer) -> Void)? = nil
    ) throws {
        source = ByteSource(fill: fill)
        self.limits = limits
        self.onRecords = onRecords
        let header = try FileHeader(source, limits)
        metadata = header.metadata
        sync = header.sync
        let name = String(decoding: metadata["avro.codec"] ?? Array("null".utf8), as: UTF8.self)
        guard let codec = AvroCodec(rawValue: name) else {
            throw Failure(.unknownCodec, "the codec '\(name.prefix(100))' is not read").at(0)
        }
        self.codec = codec
        guard let json = metadata["avro.schema"] else { throw Failure(.badSchema, "the file has no schema").at(0) }
        schema = try AvroSchema(json, limits: limits)
        unpacker = BlockUnpacker(codec, limit: limits.blockBytes)
        slots = .allocate(capacity: max(1, schema.fields.count))
        slots.initialize(repeating: RecordSlot(), count: max(1, schema.fields.count))
    }

    deinit { slots.deallocate() }

    /// Gives out every record, to the end of the file.
    ///
    /// - Throws: `AvroError`, what the source throws, or what `body` throws.
    public func forEachRecord(_ body: (borrowing AvroRecord) throws -> Void) throws {
        let decoder = RecordDecoder(schema, depthLimit: limits.depth, slots: slots)
        guard decoder.takesBytes else { throw Failure(.badSchema, "records of this schema take no bytes").at(0) }
        while try !source.isAtEnd() {
            let blockOffset = source.offset
            let (count, bytes) = try block()
            try decode(bytes, count, decoder, blockOffset, body)
        }
    }

    private func decode(
        _ bytes: UnsafeRawBufferPointer, _ count: Int, _ decoder: RecordDecoder, _ blockOffset: Int,
        _ body: (borrowing AvroRecord) throws -> Void
    ) throws {
        var cursor = ValueCursor(bytes)
        for index in 0..<count {
            do throws(Failure) {
                try decoder.decode(&cursor)
            } catch {
                let place = "record \(index + 1) of \(count) in the block, byte \(cursor.offset) of its \(bytes.count)"
                throw Failure(error.reason, "\(error.detail) (\(place))").at(blockOffset)
            }
            recordCount += 1
            try body(AvroRecord(slots: slots, count: schema.fields.count, blockOffset: blockOffset))
        }
        guard cursor.isAtEnd else {
            throw Failure(.badBlock, "\(cursor.rest) bytes stand behind the last record of a block").at(blockOffset)
        }
    }

    /// The next block, unpacked. Its end is checked before any record is given out.
    private func block() throws -> (count: Int, bytes: UnsafeRawBufferPointer) {
        let offset = source.offset
        let count = try source.takeLong("a block's head")
        let size = try source.takeLong("a block's head")
        guard size >= 0, size <= Int64(limits.blockBytes) else {
            throw Failure(.tooLarge, "a block of \(size) bytes; \(limits.blockBytes) are the most").at(offset)
        }
        let whole = try source.take(Int(size) + sync.count, "a block")
        guard whole.suffix(sync.count).elementsEqual(sync) else {
            throw Failure(.badSync, "a block of \(size) bytes does not end with the file's marker").at(offset)
        }
        do throws(Failure) {
            let bytes = try unpacker.unpack(UnsafeRawBufferPointer(rebasing: whole.dropLast(sync.count)))
            guard count >= 0, count <= Int64(bytes.count) else {
                throw Failure(.badBlock, "a block of \(bytes.count) bytes claims \(count) records")
            }
            onRecords?(bytes)
            return (Int(count), bytes)
        } catch {
            throw error.at(offset)
        }
    }
}

/// What a file begins with.
private struct FileHeader {
    private(set) var metadata: [String: [UInt8]] = [:]
    private(set) var sync: [UInt8] = []
    private static let magic = [UInt8]("Obj".utf8) + [1]
    private static let syncBytes = 16

    init(_ source: ByteSource, _ limits: AvroLimits) throws {
        try Self.takeMagic(source)
        while true {
            let begin = source.offset
            var count = try source.takeLong("its header")
            if count == 0 { break }
            if count < 0 {
                // The size behind a negative count is for those who skip the block.
                _ = try source.takeLong("its header")
                guard count > -Int64(limits.headerBytes) else { throw Self.tooLarge(limits).at(begin) }
                count = -count
            }
            for _ in 0..<count {
                let name = try Self.takeBytes(source, limits)
                metadata[String(decoding: name, as: UTF8.self)] = try Self.takeBytes(source, limits)
            }
        }
        sync = [UInt8](try source.take(Self.syncBytes, "its header"))
    }

    private static func takeMagic(_ source: ByteSource) throws {
        for byte in magic {
            guard try !source.isAtEnd(), try source.take(1, "its first bytes")[0] == byte else {
                throw Failure(.notAvro, "the file does not begin as Avro files do").at(0)
            }
        }
    }

    private static func takeBytes(_ source: ByteSource, _ limits: AvroLimits) throws -> [UInt8] {
        let begin = source.offset
        let count = try source.takeLong("its header")
        // Not even empty ones go on for ever.
        guard begin < limits.headerBytes, count >= 0, count <= Int64(limits.headerBytes - begin) else {
            throw tooLarge(limits).at(begin)
        }
        return [UInt8](try source.take(Int(count), "its header"))
    }

    private static func tooLarge(_ limits: AvroLimits) -> Failure {
        Failure(.tooLarge, "a header of more than \(limits.headerBytes) bytes, or one with a negative length")
    }
}
