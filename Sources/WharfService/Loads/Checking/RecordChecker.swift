/// Checks records against the dictionary and spools them: valid rows to the sorter, the others to the rejects.
///
/// Nothing of the database is asked here. What only the database knows (keys and parents that are there) follows in
/// `LoadResolver`, when the whole file has been seen.
final class RecordChecker {
    let mapping: ColumnMapping
    /// All that changes with each record.
    var judge: RowJudge
    var blankRecords = 0
    private var sorted: SortedRecords?

    init(table: Table, mapping: ColumnMapping, encoding: FileEncoding, folder: SpoolFolder) {
        self.mapping = mapping
        judge = RowJudge(table: table, mapping: mapping, encoding: encoding, folder: folder)
    }

    /// Records that have come so far.
    var read: Int { judge.read }
    var rejects: RejectSpool { judge.rejects }
    var notes: ValueNotes { judge.notes }
    /// The foreign keys that the records fill whole, with the values that have come.
    var parents: [ParentCheck] { judge.parents }
    var keyWidth: Int { judge.sorter.keyWidth }

    /// The valid rows in key order; none can be taken any more. May be asked for several times.
    func sortedRecords() throws -> SortedRecords {
        if let sorted { return sorted }
        let records = try judge.sorter.finish()
        sorted = records
        return records
    }
}
