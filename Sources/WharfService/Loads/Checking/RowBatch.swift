/// Some spooled records held together, copied from the spool: what one statement looks up or writes.
///
/// Pointers into a batch are valid until the next `append` or `removeAll`.
final class RowBatch {
    private var storage = UnsafeMutableRawPointer.allocate(byteCount: 64 << 10, alignment: 8)
    private var capacity = 64 << 10
    private var used = 0
    /// Where each record ends.
    private var ends = UnsafeMutablePointer<Int>.allocate(capacity: 256)
    private var endCapacity = 256
    private(set) var count = 0
    let keyWidth: Int

    init(keyWidth: Int) { self.keyWidth = keyWidth }

    deinit {
        storage.deallocate()
        ends.deallocate()
    }

    var isEmpty: Bool { count == 0 }
    var byteCount: Int { used }

    func append(_ record: SpooledRecord) {
        if used + record.bytes.count > capacity { grow(to: used + record.bytes.count) }
        if let source = record.bytes.baseAddress {
            storage.advanced(by: used).copyMemory(from: source, byteCount: record.bytes.count)
        }
        used += record.bytes.count
        noteEnd()
    }

    /// Takes a row that has no place in a file and no key; for a batch without keys.
    func append(row: UnsafeRawBufferPointer) {
        precondition(keyWidth == 0, "a row has no key")
        let size = RecordPosition.byteCount + row.count
        if used + size > capacity { grow(to: used + size) }
        let place = UnsafeMutableRawBufferPointer(start: storage.advanced(by: used), count: size)
        UnsafeMutableRawBufferPointer(rebasing: place[..<RecordPosition.byteCount]).initializeMemory(
            as: UInt8.self, repeating: 0)
        UnsafeMutableRawBufferPointer(rebasing: place[RecordPosition.byteCount...]).copyMemory(from: row)
        used += size
        noteEnd()
    }

    subscript(index: Int) -> SpooledRecord {
        precondition(index >= 0 && index < count, "the batch has no such record")
        let start = index == 0 ? 0 : ends[index - 1]
        return SpooledRecord(
            bytes: UnsafeRawBufferPointer(start: storage.advanced(by: start), count: ends[index] - start),
            keyWidth: keyWidth)
    }

    func removeAll() {
        used = 0
        count = 0
    }

    private func noteEnd() {
        if count == endCapacity { growEnds() }
        ends[count] = used
        count += 1
    }

    private func growEnds() {
        let larger = UnsafeMutablePointer<Int>.allocate(capacity: 2 * endCapacity)
        larger.update(from: ends, count: count)
        ends.deallocate()
        ends = larger
        endCapacity *= 2
    }

    private func grow(to wanted: Int) {
        capacity = max(2 * capacity, wanted)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
        larger.copyMemory(from: storage, byteCount: used)
        storage.deallocate()
        storage = larger
    }
}
