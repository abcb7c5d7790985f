/// Records of a spool in key order: one run, or a merge of several.
struct SortedRecords {
    /// Runs merged at once; each has a buffer of 64 KiB.
    static let widestMerge = 64

    private struct Cursor {
        var reader: SpoolReader
        var record: [UInt8] = []
        var prefix: UInt64 = 0

        /// Loads the next record; false at the end of the run.
        mutating func advance(keyWidth: Int) throws -> Bool {
            var copy = record
            record = []
            copy.removeAll(keepingCapacity: true)
            let found: Void? = try reader.next { copy.append(contentsOf: $0) }
            record = copy
            guard found != nil else { return false }
            prefix = record.withUnsafeBytes { RecordSorter.prefix(SpooledRecord(bytes: $0, keyWidth: keyWidth).key) }
            return true
        }
    }

    let keyWidth: Int
    /// The file of the records where nothing had to be merged.
    let whole: SortedFile?
    private let file: SpoolFile
    private var single: SpoolReader?
    private var cursors: [Cursor] = []
    /// A binary heap of positions in `cursors`, the least record first.
    private var heap: [Int] = []
    private var hasPending = false

    init(file: SpoolFile, runs: [Range<Int>], keyWidth: Int, whole: SortedFile? = nil) throws {
        self.file = file
        self.keyWidth = keyWidth
        self.whole = whole
        guard runs.count > 1 else {
            single = SpoolReader(file, range: runs.first ?? 0..<0, bufferBytes: 256 << 10)
            return
        }
        for run in runs {
            var cursor = Cursor(reader: SpoolReader(file, range: run))
            if try cursor.advance(keyWidth: keyWidth) {
                cursors.append(cursor)
                heap.append(cursors.count - 1)
            }
        }
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(index) }
    }

    /// Calls `body` with the next record, valid during the call; `nil` at the end.
    mutating func next<T>(_ body: (SpooledRecord) throws -> T) throws -> T? {
        let width = keyWidth
        if single != nil { return try single?.next { try body(SpooledRecord(bytes: $0, keyWidth: width)) } }
        if hasPending { try replaceTop() }
        guard let top = heap.first else { return nil }
        hasPending = true
        return try cursors[top].record.withUnsafeBytes { try body(SpooledRecord(bytes: $0, keyWidth: width)) }
    }

    /// Calls `body` with every record that is left.
    mutating func withEachRecord(_ body: (SpooledRecord) throws -> Void) throws {
        while try next(body) != nil {}
    }

    private mutating func replaceTop() throws {
        hasPending = false
        if try !cursors[heap[0]].advance(keyWidth: keyWidth) {
            let last = heap.removeLast()
            if heap.isEmpty { return }
            heap[0] = last
        }
        sink(0)
    }

    private mutating func sink(_ start: Int) {
        var index = start
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count && precedes(heap[child], heap[least]) {
                least = child
            }
            if least == index { return }
            heap.swapAt(index, least)
            index = least
        }
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        if cursors[left].prefix != cursors[right].prefix { return cursors[left].prefix < cursors[right].prefix }
        if keyWidth > 8 {
            let range = (RecordPosition.byteCount + 8)..<(RecordPosition.byteCount + keyWidth)
            let leftKey = cursors[left].record[range]
            let rightKey = cursors[right].record[range]
            if leftKey.lexicographicallyPrecedes(rightKey) { return true }
            if rightKey.lexicographicallyPrecedes(leftKey) { return false }
        }
        return left < right
    }
}
