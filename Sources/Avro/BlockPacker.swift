internal import CSnappy
internal import CZlib

/// Packs blocks, one at a time.
final class BlockPacker {
    private static let deflateLevel: Int32 = 1

    private let codec: AvroCodec
    private let stream: DeflateStream?
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

    init(_ codec: AvroCodec) throws {
        self.codec = codec
        stream = codec == .deflate ? try DeflateStream(level: Self.deflateLevel) : nil
    }

    deinit { memory.deallocate() }

    /// - Returns: the packed bytes, valid until the next call.
    func pack(_ bytes: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
        switch codec {
        case .null: return bytes
        case .deflate:
            guard let stream else { preconditionFailure("the codec has its stream") }
            makeRoom(stream.bound(bytes.count))
            return UnsafeRawBufferPointer(rebasing: memory[..<(try stream.deflate(bytes, into: memory))])
        case .snappy: return try packSnappy(bytes)
        }
    }

    private func packSnappy(_ bytes: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
        var length = snappy_max_compressed_length(bytes.count)
        makeRoom(length + Snappy.checksumBytes)
        let input = bytes.bindMemory(to: CChar.self)
        let output = memory.bindMemory(to: CChar.self)
        guard snappy_compress(input.baseAddress, bytes.count, output.baseAddress, &length) == SNAPPY_OK else {
            throw Failure(.badBlock, "a block cannot be packed").at(0)
        }
        memory.storeBytes(of: Snappy.checksum(bytes).bigEndian, toByteOffset: length, as: UInt32.self)
        return UnsafeRawBufferPointer(rebasing: memory[..<(length + Snappy.checksumBytes)])
    }

    private func makeRoom(_ size: Int) {
        guard memory.count < size else { return }
        memory.deallocate()
        memory = .allocate(byteCount: max(size, 2 * memory.count), alignment: 16)
    }
}

enum Snappy {
    static let checksumBytes = 4

    /// CRC-32 as in zlib.
    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        UInt32(truncatingIfNeeded: crc32_z(0, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
    }
}

/// A `z_stream` of zlib's own memory: it must not move.
private final class DeflateStream {
    private let stream: UnsafeMutablePointer<z_stream>
    /// No header, as `deflateInit2` has it (zlib manual).
    private static let windowBits: Int32 = -15
    private static let memoryLevel: Int32 = 8

    init(level: Int32) throws {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let result = deflateInit2_(
            stream, level, Z_DEFLATED, Self.windowBits, Self.memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard result == Z_OK else {
            stream.deallocate()
            throw Failure(.outOfMemory, "zlib has no memory").at(0)
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    func bound(_ count: Int) -> Int { Int(deflateBound(stream, UInt(count))) }

    /// - Returns: how many bytes it gave.
    func deflate(_ bytes: UnsafeRawBufferPointer, into memory: UnsafeMutableRawBufferPointer) throws -> Int {
        deflateReset(stream)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(bytes.count)
        stream.pointee.next_out = memory.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(clamping: memory.count)
        guard CZlib.deflate(stream, Z_FINISH) == Z_STREAM_END else {
            throw Failure(.badBlock, "a block cannot be packed").at(0)
        }
        return Int(stream.pointee.total_out)
    }
}
