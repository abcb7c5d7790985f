/// How the rows of a load are found again, and read: what its undo must find unchanged in the table's definition.
struct UndoTerms: Codable, Hashable {
    struct ColumnForm: Codable, Hashable {
        let name: String
        /// As SQL spells it.
        let type: String
    }

    /// Whose values the digests are of. A file that gives every column says what the row is; else the table is asked.
    enum Witness: String, Codable {
        case file, table
    }

    /// Every column that is not generated, in the order in which rows are read.
    let columns: [ColumnForm]
    /// The primary key's columns.
    let key: [String]
    let witness: Witness

    /// A load has every column of the primary key.
    init(_ load: CheckedLoad) {
        let table = load.table
        let isWhole = load.columns.count == table.loadableColumns.count && !table.hasChecks
        witness = isWhole ? .file : .table
        columns = (isWhole ? load.columns : table.loadableColumns).map(Self.form)
        key = table.primaryKey.map { table.columns[$0].name }
    }

    /// The columns as the table has them now.
    ///
    /// - Returns: `nil` where it no longer is the table that was loaded into.
    func columns(of table: Table) -> [Column]? {
        let now = table.loadableColumns
        guard key == table.primaryKey.map({ table.columns[$0].name }), Set(now.map(Self.form)) == Set(columns) else {
            return nil
        }
        return columns.compactMap { form in now.first { $0.name == form.name } }
    }

    private static func form(_ column: Column) -> ColumnForm { ColumnForm(name: column.name, type: column.sqlType) }
}
