internal import CSnappy
internal import CZlib

/// Unpacks blocks, one at a time, within bounds.
final class BlockUnpacker {
    /// Bytes that some writers leave behind a deflated block's end.
    private static let strayBytes: UInt32 = 3

    private let codec: AvroCodec
    private let limit: Int
    private let stream: UnsafeMutablePointer<z_stream>
    private var hasStream = false
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

    init(_ codec: AvroCodec, limit: Int) {
        self.codec = codec
        self.limit = limit
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
    }

    deinit {
        if hasStream { inflateEnd(stream) }
        stream.deallocate()
        memory.deallocate()
    }

    /// - Returns: the bytes, valid until the next call.
    func unpack(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> UnsafeRawBufferPointer {
        switch codec {
        case .null: return bytes
        case .deflate: return try inflate(bytes)
        case .snappy: return try unpackSnappy(bytes)
        }
    }

    private func unpackSnappy(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> UnsafeRawBufferPointer {
        guard bytes.count > Snappy.checksumBytes else {
            throw Failure(.badBlock, "a block is too short for its checksum")
        }
        let packed = UnsafeRawBufferPointer(rebasing: bytes.dropLast(Snappy.checksumBytes))
        let input = packed.bindMemory(to: CChar.self).baseAddress
        var length = 0
        guard snappy_uncompressed_length(input, packed.count, &length) == SNAPPY_OK else {
            throw Failure(.badBlock, "a block is no snappy data")
        }
        guard length <= limit else { throw Failure(.tooLarge, "a block of \(length) bytes; \(limit) are the most") }
        makeRoom(length)
        guard
            snappy_uncompress(input, packed.count, memory.bindMemory(to: CChar.self).baseAddress, &length) == SNAPPY_OK
        else { throw Failure(.badBlock, "a block is no snappy data") }
        let unpacked = UnsafeRawBufferPointer(rebasing: memory[..<length])
        let sum = bytes.loadUnaligned(fromByteOffset: packed.count, as: UInt32.self).bigEndian
        guard sum == Snappy.checksum(unpacked) else { throw Failure(.badBlock, "a block's checksum is wrong") }
        return unpacked
    }

    private func inflate(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> UnsafeRawBufferPointer {
        try resetStream()
        stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(bytes.count)
        var count = 0
        while true {
            if count == memory.count { try grow() }
            stream.pointee.next_out = memory.bindMemory(to: UInt8.self).baseAddress?.advanced(by: count)
            let room = UInt32(memory.count - count)
            stream.pointee.avail_out = room
            let result = CZlib.inflate(stream, Z_NO_FLUSH)
            count += Int(room - stream.pointee.avail_out)
            switch result {
            case Z_STREAM_END:
                guard stream.pointee.avail_in <= Self.strayBytes else {
                    throw Failure(.badBlock, "\(stream.pointee.avail_in) bytes stand behind a block's end")
                }
                guard count <= limit else { throw Failure(.tooLarge, "a block of more than \(limit) bytes") }
                return UnsafeRawBufferPointer(rebasing: memory[..<count])
            case Z_OK where stream.pointee.avail_out == 0: continue
            case Z_OK, Z_BUF_ERROR: throw Failure(.badBlock, "a block ends in the middle of its deflated data")
            case Z_MEM_ERROR: throw Failure(.outOfMemory, "zlib has no memory")
            default: throw Failure(.badBlock, "a block is no deflated data")
            }
        }
    }

    private func resetStream() throws(Failure) {
        if hasStream {
            inflateReset(stream)
            return
        }
        guard inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Failure(.outOfMemory, "zlib has no memory")
        }
        hasStream = true
    }

    private func makeRoom(_ size: Int) {
        guard memory.count < size else { return }
        memory.deallocate()
        memory = .allocate(byteCount: max(size, 2 * memory.count), alignment: 16)
    }

    private func grow() throws(Failure) {
        guard memory.count <= limit else { throw Failure(.tooLarge, "a block of more than \(limit) bytes") }
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * memory.count, alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(memory))
        memory.deallocate()
        memory = larger
    }
}
