/// A byte buffer that is filled, read and emptied many times, and keeps its memory.
struct GrowingBuffer: ~Copyable {
    private(set) var start = UnsafeMutableRawPointer.allocate(byteCount: 256, alignment: 16)
    private var capacity = 256
    private(set) var count = 0

    deinit { start.deallocate() }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    mutating func removeAll() { count = 0 }

    mutating func append(_ source: UnsafeRawBufferPointer) {
        guard source.count > 0, let from = source.baseAddress else { return }
        reserve(count + source.count)
        (start + count).copyMemory(from: from, byteCount: source.count)
        count += source.count
    }

    mutating func append(_ byte: UInt8) {
        if count == capacity { reserve(count + 1) }
        start.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    /// Makes room for `needed` bytes in all; moves what is there when there is less.
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
