/// Where a file of records can be cut into parts of at most 20,000 whole rows.
struct RowChunks {
    private static let rowsPerChunk = 20_000

    private var starts: [Int] = []
    private var rowsLeft = 0

    /// Takes note of the next record, which begins at `start`.
    @inline(__always)
    mutating func note(start: Int) {
        if rowsLeft == 0 { begin(start) }
        rowsLeft &-= 1
    }

    /// The parts of a file that ends at `end`.
    func ranges(end: Int) -> [Range<Int>] { zip(starts, starts.dropFirst() + [end]).map { $0..<$1 } }

    @inline(never)
    private mutating func begin(_ start: Int) {
        starts.append(start)
        rowsLeft = Self.rowsPerChunk
    }
}
