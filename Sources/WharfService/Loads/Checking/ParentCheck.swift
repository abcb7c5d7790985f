/// What is known of the parents that one foreign key of a file refers to.
struct ParentCheck {
    let key: Table.ForeignKey
    /// Positions of the key's columns among the load's columns.
    let positions: [Int]
    /// The distinct values in the file.
    var seen = WireSet()
    /// Those of them that have no parent, in the database or in the same request.
    var unknown = WireSet()
    /// Whether only the write will show which values have a parent.
    var isUndecided = false

    init(key: Table.ForeignKey, positions: [Int]) {
        self.key = key
        self.positions = positions
    }

    /// Takes note of the row's values.
    @inline(__always)
    mutating func see(_ row: UnsafeRawBufferPointer, starts: UnsafePointer<Int>) {
        seen.insert(row, starts: starts, positions: positions)
    }

    func isOrphan(_ row: UnsafeRawBufferPointer, starts: UnsafePointer<Int>) -> Bool {
        unknown.contains(row, starts: starts, positions: positions)
    }

    mutating func leaveToTheDatabase() {
        unknown = WireSet()
        isUndecided = true
    }
}
