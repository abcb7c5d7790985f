/// Bytes that come from elsewhere, with their place in the file.
final class ByteSource {
    private let fill: (UnsafeMutableRawBufferPointer) throws -> Int
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 << 10, alignment: 16)
    private var start = 0
    private var end = 0

    /// Bytes that were taken.
    private(set) var offset = 0

    /// - Parameter fill: gives the next bytes, at most as many as fit; 0 at the end.
    init(fill: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) { self.fill = fill }

    deinit { memory.deallocate() }

    func isAtEnd() throws -> Bool { try start == end && !readMore(than: 0) }

    /// Takes exactly so many bytes; they are valid until the next call.
    func take(_ count: Int, _ what: String) throws -> UnsafeRawBufferPointer {
        guard try readMore(than: count - 1) else {
            throw Failure(.truncated, "the file ends within \(what)").at(offset)
        }
        defer {
            start += count
            offset += count
        }
        return UnsafeRawBufferPointer(rebasing: memory[start..<start + count])
    }

    /// Takes a number of variable length.
    func takeLong(_ what: String) throws -> Int64 {
        let begin = offset
        var number = VariableNumber()
        while true {
            let byte = try take(1, what)[0]
            do throws(Failure) {
                if try number.take(byte) { return number.value }
            } catch {
                throw error.at(begin)
            }
        }
    }

    /// - Returns: whether more than `count` bytes are there.
    private func readMore(than count: Int) throws -> Bool {
        while end - start <= count {
            makeRoom(count + 1)
            let got = try fill(UnsafeMutableRawBufferPointer(rebasing: memory[end...]))
            if got == 0 { return false }
            end += got
        }
        return true
    }

    /// Room for so many bytes from `start` on, and for one more at `end`.
    private func makeRoom(_ count: Int) {
        if start > 0 {
            memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[start..<end]))
            end -= start
            start = 0
        }
        guard memory.count < count || memory.count == end else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 2 * memory.count), alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<end]))
        memory.deallocate()
        memory = larger
    }
}

/// An `int` or `long` as it comes, byte by byte: seven bits each, the lowest first, then zigzag ("Binary encoding").
struct VariableNumber {
    private var bits: UInt64 = 0
    private var shift: UInt64 = 0

    var value: Int64 { Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1) }

    /// - Returns: whether this was the last byte.
    @inline(__always)
    mutating func take(_ byte: UInt8) throws(Failure) -> Bool {
        if shift == 63, byte > 1 { throw Failure(.badValue, "a number of more than 64 bits") }
        bits |= UInt64(byte & 0x7F) << shift
        shift += 7
        return byte & 0x80 == 0
    }
}
