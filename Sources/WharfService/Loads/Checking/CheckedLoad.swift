/// Everything that is known of a load before anything is written.
final class CheckedLoad {
    let table: Table
    let mapping: ColumnMapping
    /// Rows to insert, in key order, and rows of the table that take new values.
    private(set) var inserts: SpoolFile
    let updates: SpoolFile
    let rejects: RejectSpool
    /// Rejects that only the write has found, of the attempt that counted.
    var lateRejects: RejectSpool?
    let keyWidth: Int
    let parents: [ParentCheck]
    /// Whether the database may still refuse a row for a rule that only it can judge.
    let isDecidedByDatabase: Bool
    let read: Int
    let blankRecords: Int
    let timesWithoutZone: Int
    /// Whether the table was seen to be empty.
    var isIntoEmptyTable = false
    fileprivate(set) var insertCount = 0
    private var chunks = RowChunks()
    fileprivate(set) var updateCount = 0
    fileprivate(set) var unchanged = 0

    var columns: [Column] { mapping.targets.map(\.column) }

    /// The positions of the primary key's columns among the load's columns.
    var keyPositions: [Int] { mapping.positions(of: table.primaryKey.map { table.columns[$0].name }) ?? [] }

    var key: LoadKey { LoadKey(columns: columns, positions: keyPositions) }

    init(
        table: Table, checker: RecordChecker, parents: [ParentCheck], folder: SpoolFolder, isDecidedByDatabase: Bool
    ) {
        self.table = table
        mapping = checker.mapping
        keyWidth = checker.keyWidth
        self.parents = parents
        read = checker.read
        blankRecords = checker.blankRecords
        timesWithoutZone = checker.notes.timesWithoutZone
        inserts = folder.makeFile()
        updates = folder.makeFile()
        rejects = RejectSpool(file: folder.makeFile())
        self.isDecidedByDatabase = isDecidedByDatabase
    }

    /// A load whose rows are all to be inserted, and judged by the database alone.
    convenience init(trusting checker: RecordChecker, table: Table, folder: SpoolFolder) throws {
        self.init(table: table, checker: checker, parents: [], folder: folder, isDecidedByDatabase: true)
        var records = try checker.sortedRecords()
        if let whole = records.whole {
            insertAll(whole)
        } else {
            try records.withEachRecord { try insert($0) }
        }
    }

    /// The rows to insert, cut into ranges of `inserts` that each hold at most 20,000 whole rows.
    var insertChunks: [Range<Int>] { chunks.ranges(end: inserts.count) }

    /// All rows of the file are to be inserted: it is taken as it is, not copied.
    func insertAll(_ whole: SortedFile) {
        precondition(insertCount == 0, "no other row is to be inserted")
        inserts = whole.file
        insertCount = whole.count
        chunks = whole.chunks
    }

    func insert(_ record: SpooledRecord) throws {
        if RowChunks.beginsAt(row: insertCount) { chunks.begin(at: inserts.count) }
        try RecordSorter.write(record.bytes, to: inserts)
        insertCount += 1
    }

    func update(_ record: SpooledRecord) throws {
        try RecordSorter.write(record.bytes, to: updates)
        updateCount += 1
    }

    /// Rejects of the check and of the write.
    var rejectCount: Int { rejects.count + (lateRejects?.count ?? 0) }

    func countUnchanged() { unchanged += 1 }

    /// Takes out of `set` what the rows to insert or update have in `columns`: parents that come with the same request.
    func removeValues(of columns: [String], from set: inout WireSet) throws {
        guard let positions = mapping.positions(of: columns) else { return }
        for file in [inserts, updates] {
            var reader = SpoolReader(file)
            try reader.withEachRecord { bytes in
                let row = SpooledRecord(bytes: bytes, keyWidth: keyWidth).row
                set.remove(row, starts: WireRow.starts(row), positions: positions)
            }
        }
    }
}
