/// A byte buffer that is filled, read and emptied many times, and keeps its memory.
struct GrowingBuffer: ~Copyable {
    private var start = UnsafeMutableRawPointer.allocate(byteCount: 256, alignment: 16)
    private var capacity = 256
    private(set) var count = 0

    deinit { start.deallocate() }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    mutating func removeAll() { count = 0 }

    /// Appends what still fits below `limit` bytes in all and drops the rest.
    mutating func append(_ source: UnsafeRawBufferPointer, upTo limit: Int) {
        let taken = min(source.count, limit - count)
        guard taken > 0, let from = source.baseAddress else { return }
        reserve(count + taken)
        (start + count).copyMemory(from: from, byteCount: taken)
        count += taken
    }

    /// Appends `source` with every doubled `quote` as one. The memory must have been reserved.
    mutating func appendUnescaped(_ source: UnsafeRawBufferPointer, quote: UInt8) {
        precondition(count + source.count <= capacity, "The buffer is too small to unescape into.")
        let target = start.assumingMemoryBound(to: UInt8.self)
        var index = 0
        while index < source.count {
            let byte = source[index]
            target[count] = byte
            count += 1
            index += byte == quote ? 2 : 1
        }
    }

    mutating func reserve(_ needed: Int) {
        guard needed > capacity else { return }
        let larger = max(needed, capacity * 2)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
        moved.copyMemory(from: start, byteCount: count)
        start.deallocate()
        start = moved
        capacity = larger
    }
}
