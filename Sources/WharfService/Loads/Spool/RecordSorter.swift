/// Puts spooled records into key order in bounded memory: an external merge sort that costs a file in order nothing.
///
/// Records with equal keys keep the order in which they came. Runs of `arenaBytes` are sorted in memory and written
/// one after the other; a run that begins where the last one ended continues it. With a key width of 0 the order is
/// the order of arrival. See Knuth, The Art of Computer Programming 3, §5.4.
final class RecordSorter {
    static let arenaBytes = 12 << 20

    private struct Entry {
        /// The key's first eight bytes, big-endian, so that most comparisons need no memory access.
        var prefix: UInt64
        var offset: UInt32
        var length: UInt32
    }

    let keyWidth: Int
    private(set) var count = 0
    private let arenaLimit: Int
    private let makeFile: () -> SpoolFile
    private let runsFile: SpoolFile
    private var runs: [Range<Int>] = []
    private var arena: [UInt8] = []
    private var entries: [Entry] = []
    private var isInOrder = true
    private var lastKey: [UInt8] = []

    /// - Parameter makeFile: makes a new file of the load's spool for each run or merge.
    init(keyWidth: Int, arenaLimit: Int = RecordSorter.arenaBytes, makeFile: @escaping () -> SpoolFile) {
        self.keyWidth = keyWidth
        self.arenaLimit = arenaLimit
        self.makeFile = makeFile
        runsFile = makeFile()
    }

    func append(_ position: RecordPosition, key: UnsafeRawBufferPointer, row: UnsafeRawBufferPointer) throws {
        let size = SpooledRecord.size(keyWidth: keyWidth, rowBytes: row.count)
        if !arena.isEmpty && arena.count + size > arenaLimit { try flushRun() }
        let entry = Entry(prefix: Self.prefix(key), offset: UInt32(arena.count), length: UInt32(size))
        if keyWidth > 0, isInOrder, let last = entries.last, precedes(entry, key: key, last) { isInOrder = false }
        withUnsafeBytes(of: UInt32(size)) { arena.append(contentsOf: $0) }
        position.append(to: &arena)
        arena.append(contentsOf: key)
        arena.append(contentsOf: row)
        if keyWidth > 0 { entries.append(entry) }
        count += 1
    }

    /// All records in order. The sorter is used up; the records' file lives as long as the result.
    func finish() throws -> SortedRecords {
        try flushRun()
        arena = []
        entries = []
        var file = runsFile
        while runs.count > SortedRecords.widestMerge {
            let merged = makeFile()
            var ranges: [Range<Int>] = []
            for start in stride(from: 0, to: runs.count, by: SortedRecords.widestMerge) {
                let from = merged.count
                let part = Array(runs[start..<min(start + SortedRecords.widestMerge, runs.count)])
                var records = try SortedRecords(file: file, runs: part, keyWidth: keyWidth)
                try records.withEachRecord { try Self.write($0.bytes, to: merged) }
                ranges.append(from..<merged.count)
            }
            file.remove()
            file = merged
            runs = ranges
        }
        return try SortedRecords(file: file, runs: runs, keyWidth: keyWidth)
    }

    /// Writes one record with its length prefix.
    static func write(_ record: UnsafeRawBufferPointer, to file: SpoolFile) throws {
        try withUnsafeBytes(of: UInt32(record.count + 4)) { try file.append($0) }
        try file.append(record)
    }

    private func flushRun() throws {
        guard !arena.isEmpty else { return }
        let start = runsFile.count
        if isInOrder {
            try arena.withUnsafeBytes { try runsFile.append($0) }
        } else {
            sortEntries()
            try arena.withUnsafeBytes { bytes in
                for entry in entries {
                    let range = Int(entry.offset)..<Int(entry.offset + entry.length)
                    try runsFile.append(UnsafeRawBufferPointer(rebasing: bytes[range]))
                }
            }
        }
        noteRun(start..<runsFile.count)
        arena.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
        isInOrder = true
    }

    private func noteRun(_ range: Range<Int>) {
        let continues = keyWidth == 0 || entries.first.map { !keyBytes($0).lexicographicallyPrecedes(lastKey) } ?? true
        if let previous = runs.last, continues {
            runs[runs.count - 1] = previous.lowerBound..<range.upperBound
        } else {
            runs.append(range)
        }
        if let last = entries.last { lastKey = keyBytes(last) }
    }

    private func sortEntries() {
        let width = keyWidth
        arena.withUnsafeBytes { bytes in
            entries.sort { left, right in
                if left.prefix != right.prefix { return left.prefix < right.prefix }
                if width > 8 {
                    let order = Self.compareKeys(bytes, Int(left.offset), Int(right.offset), width)
                    if order != 0 { return order < 0 }
                }
                return left.offset < right.offset
            }
        }
    }

    private func keyBytes(_ entry: Entry) -> [UInt8] {
        let start = Int(entry.offset) + 4 + RecordPosition.byteCount
        return Array(arena[start..<(start + keyWidth)])
    }

    private func precedes(_ entry: Entry, key: UnsafeRawBufferPointer, _ last: Entry) -> Bool {
        if entry.prefix != last.prefix { return entry.prefix < last.prefix }
        return keyWidth > 8 && key.lexicographicallyPrecedes(keyBytes(last))
    }

    private static func compareKeys(_ bytes: UnsafeRawBufferPointer, _ left: Int, _ right: Int, _ width: Int) -> Int {
        let skip = 4 + RecordPosition.byteCount
        for index in 8..<width {
            let difference = Int(bytes[left + skip + index]) - Int(bytes[right + skip + index])
            if difference != 0 { return difference }
        }
        return 0
    }

    /// The first eight bytes as a number that orders as they do; shorter keys are filled with zeros at the end.
    static func prefix(_ key: UnsafeRawBufferPointer) -> UInt64 {
        if key.count >= 8 { return UInt64(bigEndian: key.loadUnaligned(as: UInt64.self)) }
        var prefix: UInt64 = 0
        for index in 0..<key.count { prefix |= UInt64(key[index]) << UInt64(56 - 8 * index) }
        return prefix
    }
}
