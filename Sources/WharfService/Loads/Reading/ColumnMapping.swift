/// Which field of a record fills which column of the table.
struct ColumnMapping: Sendable {
    /// One column that the file fills.
    struct Target: Sendable {
        let column: Column
        /// The field's position in a record, from 0.
        let field: Int
    }

    /// In the order of the file's fields.
    let targets: [Target]
    /// How many fields a record has, those without a target included.
    let fieldCount: Int
    /// What was decided on the way, in sentences for the receipt.
    var notes: [String] = []

    var columnNames: [String] { targets.map(\.column.name) }

    /// Positions of columns among the targets; `nil` where the file lacks one of them.
    func positions(of names: [String]) -> [Int]? {
        let found = names.compactMap { name in targets.firstIndex { $0.column.name == name } }
        return found.count == names.count ? found : nil
    }

    /// - Throws: `Problem` where a column that every row needs has no field.
    init(targets: [Target], fieldCount: Int, notes: [String], table: Table) throws {
        self.targets = targets
        self.fieldCount = fieldCount
        self.notes = notes
        let filled = Set(targets.map(\.column.name))
        let missing = Self.missing(table, filled)
        guard missing.isEmpty else {
            throw HeaderMatcher.mismatch(table: table, fileNames: [], columns: missing)
        }
        let left = table.loadableColumns.filter { !filled.contains($0.name) }.map(\.name)
        if !left.isEmpty {
            self.notes.append("not in the file, so filled by their defaults: \(left.joined(separator: ", "))")
        }
    }

    /// The columns that every row needs, and that are not among those that are filled.
    static func missing(_ table: Table, _ filled: Set<String>) -> [String] {
        table.loadableColumns.filter { table.isNeeded($0) && !filled.contains($0.name) }.map(\.name)
    }
}

extension Table {
    /// Whether every row must give the column: those of the primary key, and those without default that hold no null.
    func isNeeded(_ column: Column) -> Bool {
        !column.isOptional || primaryKey.contains { columns[$0].name == column.name }
    }
}
