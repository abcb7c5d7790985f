internal import Glibc

/// Puts spooled records into key order in bounded memory: an external merge sort that costs a file in order nothing.
///
/// Records with equal keys keep the order in which they came. Runs of `arenaBytes` are sorted in memory and written
/// one after the other; a run that begins where the last one ended continues it. With a key width of 0 the order is
/// the order of arrival. See Knuth, The Art of Computer Programming 3, §5.4.
final class RecordSorter {
    static let arenaBytes = 12 << 20

    let keyWidth: Int
    private(set) var count = 0
    private let arenaLimit: Int
    private let makeFile: () -> SpoolFile
    private let runsFile: SpoolFile
    private var runs: [Range<Int>] = []

    /// The run in hand: records with their length prefixes. Plain numbers and a pointer, as each record changes them.
    private var arena: UnsafeMutableRawPointer
    private var capacity: Int
    private var used = 0
    private var lastPrefix: UInt64 = 0
    private var lastOffset = 0
    private var isInOrder = true
    /// Whether each key was greater than the one before.
    private var isStrict: Bool
    private var chunks = RowChunks()

    /// Of the runs written so far: the greatest key of the last one, and their chunks.
    private var lastKey: [UInt8] = []
    private var writtenChunks = RowChunks()

    /// - Parameter makeFile: makes a new file of the load's spool for each run or merge.
    init(keyWidth: Int, arenaLimit: Int = RecordSorter.arenaBytes, makeFile: @escaping () -> SpoolFile) {
        self.keyWidth = keyWidth
        self.arenaLimit = arenaLimit
        self.makeFile = makeFile
        runsFile = makeFile()
        isStrict = keyWidth > 0
        capacity = min(4096, arenaLimit)
        arena = .allocate(byteCount: capacity, alignment: 8)
    }

    deinit { arena.deallocate() }

    func append(_ position: RecordPosition, key: UnsafeRawBufferPointer, row: UnsafeRawBufferPointer) throws {
        precondition(key.count == keyWidth, "all keys are equally long")
        let size = SpooledRecord.size(keyWidth: keyWidth, rowBytes: row.count)
        if capacity - used < size { try makeRoom(size) }
        let place = arena + used
        SpooledRecord.write(size: size, position, key: key, row: row, to: place)
        let prefix = Self.prefix(key)
        if used > 0, prefix <= lastPrefix { noteOrder(prefix, key) }
        lastPrefix = prefix
        lastOffset = used
        if RowChunks.beginsAt(row: count) { chunks.begin(at: runsFile.count + used) }
        used += size
        count += 1
    }

    /// All records in order. The sorter is used up; the records' file lives as long as the result.
    func finish() throws -> SortedRecords {
        try flushRun()
        resize(to: 8)
        var file = runsFile
        if runs.count <= 1 {
            let whole = SortedFile(file: file, count: count, chunks: chunks, isStrict: isStrict)
            return try SortedRecords(file: file, runs: runs, keyWidth: keyWidth, whole: whole)
        }
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

    /// The first eight bytes as a number that orders as they do; shorter keys are filled with zeros at the end.
    @inline(__always)
    static func prefix(_ key: UnsafeRawBufferPointer) -> UInt64 {
        if key.count >= 8 { return UInt64(bigEndian: key.loadUnaligned(as: UInt64.self)) }
        var prefix: UInt64 = 0
        for index in 0..<key.count { prefix |= UInt64(key[index]) << UInt64(56 - 8 * index) }
        return prefix
    }
}

extension RecordSorter {
    /// Makes room for a record: a larger arena, or an empty one.
    @inline(never)
    private func makeRoom(_ size: Int) throws {
        if used > 0 && used + size > arenaLimit { try flushRun() }
        if capacity - used < size { resize(to: max(min(2 * capacity, arenaLimit), used + size)) }
    }

    private func resize(to wanted: Int) {
        let moved = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 8)
        moved.copyMemory(from: arena, byteCount: used)
        arena.deallocate()
        arena = moved
        capacity = wanted
    }

    /// A key has come whose prefix is not greater than that of the key before it in the run.
    @inline(never)
    private func noteOrder(_ prefix: UInt64, _ key: UnsafeRawBufferPointer) {
        guard keyWidth > 0 else { return }
        let order = prefix < lastPrefix ? -1 : memcmp(key.baseAddress!, keyPlace(lastOffset), keyWidth)
        if order <= 0 { isStrict = false }
        if order < 0 { isInOrder = false }
    }

    private func keyPlace(_ offset: Int) -> UnsafeMutableRawPointer { arena + offset + 4 + RecordPosition.byteCount }

    private func flushRun() throws {
        guard used > 0 else { return }
        let start = runsFile.count
        let least: Int
        if isInOrder {
            least = 0
            try runsFile.append(UnsafeRawBufferPointer(start: arena, count: used))
        } else {
            let entries = sortedEntries()
            least = Int(entries[0].offset)
            lastOffset = Int(entries[entries.count - 1].offset)
            chunks = writtenChunks
            for (row, entry) in zip((count - entries.count)..., entries) {
                if RowChunks.beginsAt(row: row) { chunks.begin(at: runsFile.count) }
                try runsFile.append(UnsafeRawBufferPointer(start: arena + Int(entry.offset), count: Int(entry.length)))
            }
        }
        noteRun(start..<runsFile.count, least: UnsafeRawBufferPointer(start: keyPlace(least), count: keyWidth))
        writtenChunks = chunks
        used = 0
        isInOrder = true
    }

    /// - Parameter least: the run's least key; the greatest is that of the record at `lastOffset`.
    private func noteRun(_ range: Range<Int>, least: UnsafeRawBufferPointer) {
        let continues = keyWidth == 0 || !least.lexicographicallyPrecedes(lastKey)
        if let previous = runs.last, continues {
            runs[runs.count - 1] = previous.lowerBound..<range.upperBound
        } else {
            runs.append(range)
        }
        if least.elementsEqual(lastKey) { isStrict = false }
        lastKey = Array(UnsafeRawBufferPointer(start: keyPlace(lastOffset), count: keyWidth))
    }
}

/// A record in the arena.
private struct Entry {
    /// The key's first eight bytes, big-endian, so that most comparisons need no memory access.
    var prefix: UInt64
    var offset: UInt32
    var length: UInt32
}

extension RecordSorter {
    private func sortedEntries() -> [Entry] {
        var entries: [Entry] = []
        var offset = 0
        while offset < used {
            let length = (arena + offset).loadUnaligned(as: UInt32.self)
            let key = UnsafeRawBufferPointer(start: keyPlace(offset), count: keyWidth)
            entries.append(Entry(prefix: Self.prefix(key), offset: UInt32(offset), length: length))
            offset += Int(length)
        }
        let rest = keyWidth - 8
        let keys = UnsafeRawPointer(keyPlace(8))
        entries.sort { left, right in
            if left.prefix != right.prefix { return left.prefix < right.prefix }
            if rest > 0 {
                let order = memcmp(keys + Int(left.offset), keys + Int(right.offset), rest)
                if order != 0 { return order < 0 }
            }
            return left.offset < right.offset
        }
        return entries
    }
}
