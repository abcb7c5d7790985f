internal import CISAL
internal import CSnappy
internal import CZlib

/// Packs blocks, one at a time.
final class BlockPacker {
    private let codec: AvroCodec
    private let deflater: UnsafeMutableRawPointer?
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

    init(_ codec: AvroCodec) {
        self.codec = codec
        deflater = codec == .deflate ? .allocate(byteCount: wharf_deflater_size(), alignment: 64) : nil
    }

    deinit {
        deflater?.deallocate()
        memory.deallocate()
    }

    /// - Returns: the packed bytes, valid until the next call.
    func pack(_ bytes: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
        switch codec {
        case .null: return bytes
        case .deflate: return try packDeflate(bytes)
        case .snappy: return try packSnappy(bytes)
        }
    }

    /// "Max expansion is limited to the input size plus the header size of a stored/raw block", of which each has up to
    /// 65,535 bytes: five bytes for each.
    private func packDeflate(_ bytes: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
        makeRoom(bytes.count + bytes.count / 256 + 1024)
        let count = wharf_deflate(
            deflater, bytes.baseAddress, UInt32(bytes.count), memory.baseAddress, UInt32(clamping: memory.count))
        guard count >= 0 else { throw Failure(.badBlock, "a block cannot be packed").at(0) }
        return UnsafeRawBufferPointer(rebasing: memory[..<Int(count)])
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
