internal import CZlib

/// Unpacks a gzip stream piece by piece, members one after the other (RFC 1952 §2.2).
///
/// Owns its `z_stream`, which must not move in memory.
final class Gunzip {
    private static let outputBytes = 128 << 10

    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: Gunzip.outputBytes, alignment: 16)
    private var isAtMemberEnd = false

    init() {
        stream.initialize(to: z_stream())
        // 15 bits of window, and 16 for a gzip header and nothing else.
        let result = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(result == Z_OK, "inflateInit2 has memory for one window")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        output.deallocate()
    }

    /// - Parameter body: called with each piece of the unpacked data, valid during the call.
    /// - Throws: `Problem` where the data is not gzip or is damaged.
    func feed(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: base)
        stream.pointee.avail_in = UInt32(bytes.count)
        while stream.pointee.avail_in > 0 {
            if isAtMemberEnd {
                inflateReset(stream)
                isAtMemberEnd = false
            }
            try step(body)
        }
    }

    /// - Throws: `Problem` where the last member was cut short.
    func finish() throws {
        guard isAtMemberEnd else {
            throw Problem(.incompleteBody, "The gzip data ends early; nothing was written. Send the whole file again.")
        }
    }

    private func step(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        repeat {
            stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
            stream.pointee.avail_out = UInt32(output.count)
            let result = inflate(stream, Z_NO_FLUSH)
            guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else {
                throw Problem(
                    .malformedRequest, "The data is not gzip, though it is said to be, or it is damaged.")
            }
            let count = output.count - Int(stream.pointee.avail_out)
            if count > 0 { try body(UnsafeRawBufferPointer(rebasing: output[..<count])) }
            if result == Z_STREAM_END {
                isAtMemberEnd = true
                return
            }
        } while stream.pointee.avail_out == 0
    }
}
