/// Everything that is known of a load before anything is written.
final class CheckedLoad {
    let table: Table
    let mapping: ColumnMapping
    /// Rows to insert, in key order, and rows of the table that take new values.
    let inserts: SpoolFile
    let updates: SpoolFile
    let rejects: RejectSpool
    let keyWidth: Int
    let parents: [ParentValues]
    /// Whether each row to write has its parents, by the check; false where only the write will show it.
    let parentsAreKnown: Bool
    /// Whether the database may still refuse a row for a rule that only it can judge.
    let isDecidedByDatabase: Bool
    let read: Int
    let blankRecords: Int
    let timesWithoutZone: Int
    fileprivate(set) var insertCount = 0
    fileprivate(set) var updateCount = 0
    fileprivate(set) var unchanged = 0

    var columns: [Column] { mapping.targets.map(\.column) }

    /// The positions of the primary key's columns among the load's columns.
    var keyPositions: [Int] { mapping.positions(of: table.primaryKey.map { table.columns[$0].name }) ?? [] }

    var key: LoadKey { LoadKey(columns: columns, positions: keyPositions) }

    init(
        table: Table, checker: RecordChecker, folder: SpoolFolder, parentsAreKnown: Bool, isDecidedByDatabase: Bool
    ) {
        self.table = table
        mapping = checker.mapping
        keyWidth = checker.sorter.keyWidth
        parents = checker.parents
        read = checker.read
        blankRecords = checker.blankRecords
        timesWithoutZone = checker.notes.timesWithoutZone
        inserts = folder.makeFile()
        updates = folder.makeFile()
        rejects = RejectSpool(file: folder.makeFile())
        self.parentsAreKnown = parentsAreKnown
        self.isDecidedByDatabase = isDecidedByDatabase
    }

    func insert(_ record: SpooledRecord) throws {
        try RecordSorter.write(record.bytes, to: inserts)
        insertCount += 1
    }

    func update(_ record: SpooledRecord) throws {
        try RecordSorter.write(record.bytes, to: updates)
        updateCount += 1
    }

    func countUnchanged() { unchanged += 1 }

    /// Which of these values of `columns` the rows to insert or update have: parents that come with the same request.
    func values(_ wanted: Set<[UInt8]>, in columns: [String]) throws -> Set<[UInt8]> {
        guard let positions = mapping.positions(of: columns) else { return [] }
        var found: Set<[UInt8]> = []
        for file in [inserts, updates] {
            var reader = SpoolReader(file)
            try reader.withEachRecord { bytes in
                let row = SpooledRecord(bytes: bytes, keyWidth: keyWidth).row
                let value = ParentValues.value(row: row, starts: WireRow.starts(row), positions: positions)
                if let value, wanted.contains(value) { found.insert(value) }
            }
        }
        return found
    }
}
