/// Reads the length-prefixed records of a part of a `SpoolFile`, one after the other.
///
/// A record is a four-byte length, which counts itself, and its bytes. The pointer that `next` gives is valid until
/// the next call of `next`.
struct SpoolReader {
    private let file: SpoolFile
    private var position: Int
    private let end: Int
    private var buffer: [UInt8]
    private var head = 0
    private var tail = 0

    init(_ file: SpoolFile, range: Range<Int>? = nil, bufferBytes: Int = 64 << 10) {
        self.file = file
        position = range?.lowerBound ?? 0
        end = range?.upperBound ?? file.count
        buffer = [UInt8](repeating: 0, count: min(bufferBytes, max(16, end - position)))
    }

    /// Calls `body` with the next record, its length prefix left out; `nil` at the end.
    mutating func next<T>(_ body: (UnsafeRawBufferPointer) throws -> T) throws -> T? {
        guard try fill(4) else { return nil }
        let length = buffer.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: head, as: UInt32.self)) }
        guard try fill(length) else { preconditionFailure("a spool record is cut off") }
        defer { head += length }
        return try buffer.withUnsafeBytes {
            try body(UnsafeRawBufferPointer(rebasing: $0[(head + 4)..<(head + length)]))
        }
    }

    /// Calls `body` with every record that is left.
    mutating func withEachRecord(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        while try next(body) != nil {}
    }

    /// Makes `wanted` bytes stand in the buffer from `head` on; false at the end of the range.
    private mutating func fill(_ wanted: Int) throws -> Bool {
        if tail - head >= wanted { return true }
        if tail - head + (end - position) < wanted { return false }
        if head > 0 {
            buffer.withUnsafeMutableBytes { bytes in
                bytes.baseAddress!.copyMemory(from: bytes.baseAddress!.advanced(by: head), byteCount: tail - head)
            }
            tail -= head
            head = 0
        }
        if buffer.count < wanted { buffer.append(contentsOf: repeatElement(0, count: wanted - buffer.count)) }
        while tail < wanted {
            let from = tail
            let most = min(buffer.count - from, end - position)
            let got = try buffer.withUnsafeMutableBytes { bytes in
                try file.read(at: position, into: UnsafeMutableRawBufferPointer(rebasing: bytes[from..<(from + most)]))
            }
            tail += got
            position += got
        }
        return true
    }
}
