/// Where a file of records can be cut into parts of at most 20,000 whole rows.
struct RowChunks {
    private static let rowsPerChunk = 20_000

    private var starts: [Int] = []

    /// Whether a part begins with the row of this number, from 0.
    @inline(__always)
    static func beginsAt(row: Int) -> Bool { row % rowsPerChunk == 0 }

    /// The next part begins at `offset`.
    mutating func begin(at offset: Int) { starts.append(offset) }

    /// The parts of a file that ends at `end`.
    func ranges(end: Int) -> [Range<Int>] { zip(starts, starts.dropFirst() + [end]).map { $0..<$1 } }
}
