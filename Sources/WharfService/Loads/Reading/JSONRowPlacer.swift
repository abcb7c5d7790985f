import JSON

/// Finds for each column of a load the field that fills it, row after row.
///
/// Members of objects stand in any order, and rows may lack some. A row that lacks a member gives null where that is the
/// column's default as well, and is `missing` where the column needs a value. A default other than null is never put in
/// the place of what only some rows give.
struct JSONRowPlacer {
    /// Why a row is not like the others.
    enum Misfit: Equatable {
        /// It is no object among objects, or no array among arrays.
        case otherForm
        /// It is an array of another length.
        case fieldCount
        /// The field's name means no column of the load, or the same one as a field before.
        case otherMember(field: Int)
        /// It lacks the member of a target whose column has a default other than null.
        case lacksDefault(target: Int)
    }

    let rows: JSONReport.Rows
    let mapping: ColumnMapping
    /// For each target its field in the row that was placed last, -1 where it has none.
    private(set) var places: [Int]
    /// The first row that lacked a member whose column became null: its number, its line, the target.
    private(set) var firstGap: (index: Int, line: Int, target: Int)?

    private let columnNames: [String]
    private var targets: [String: Int]
    private let mayBeNull: [Bool]
    private let isNeeded: [Bool]
    private var isPlaced = false
    private var gap: Int?

    /// - Parameter names: how the members are spelled, as far as that is known.
    init(rows: JSONReport.Rows, mapping: ColumnMapping, table: Table, names: [String]) {
        self.rows = rows
        self.mapping = mapping
        places = mapping.targets.map { rows == .arrays ? $0.field : -1 }
        columnNames = mapping.columnNames
        isNeeded = mapping.targets.map { table.isNeeded($0.column) }
        mayBeNull = mapping.targets.map {
            $0.column.isNullable && $0.column.defaultText == nil && !$0.column.isAutoIncrement
        }
        targets = Dictionary(uniqueKeysWithValues: columnNames.enumerated().map { ($1, $0) })
        for name in names where targets[name] == nil {
            targets[name] = JSONNameMatcher.position(of: name, in: columnNames)
        }
    }

    /// Fills `places` for a row, or says why that cannot be done.
    mutating func place(_ row: borrowing JSONRow) -> Misfit? {
        guard row.kind == (rows == .objects ? .object : .array) else { return .otherForm }
        guard rows == .objects else { return row.count == mapping.fieldCount ? nil : .fieldCount }
        if !(isPlaced && row.hasNamesOfPrevious) {
            if let misfit = placeMembers(row) { return misfit }
        }
        if let gap, firstGap == nil { firstGap = (row.index, row.line, gap) }
        return nil
    }

    private mutating func placeMembers(_ row: borrowing JSONRow) -> Misfit? {
        isPlaced = false
        gap = nil
        for target in places.indices { places[target] = -1 }
        for index in 0..<row.count {
            let name = String(decoding: row[index].name, as: UTF8.self)
            guard let target = targets[name] ?? JSONNameMatcher.position(of: name, in: columnNames) else {
                if JSONNameMatcher.isIgnored(name) { continue }
                return .otherMember(field: index)
            }
            guard places[target] < 0 else { return .otherMember(field: index) }
            places[target] = index
        }
        for target in places.indices where places[target] < 0 && !isNeeded[target] {
            guard mayBeNull[target] else { return .lacksDefault(target: target) }
            gap = gap ?? target
        }
        isPlaced = true
        return nil
    }

    /// Sees that no row would empty a column that it does not name.
    ///
    /// - Parameter place: how a caller knows a row, by its number and line.
    /// - Throws: `Problem` under `on_duplicate=update`, where a row that lacks a member would overwrite what is there.
    func confirm(_ options: LoadOptions, place: (_ index: Int, _ line: Int) -> String) throws {
        guard options.onDuplicate == .update, let gap = firstGap else { return }
        throw Problem(
            .columnsDoNotMatch,
            "\(place(gap.index, gap.line)) lacks '\(columnNames[gap.target])', which other rows have. Under "
                + "on_duplicate=update that would empty the column where the key is known: give every row the same "
                + "members, with null for what is to be empty, or send rows of other members by themselves.")
    }

    var report: JSONReport {
        var columns = [String?](repeating: nil, count: mapping.fieldCount)
        for target in mapping.targets { columns[target.field] = target.column.name }
        return JSONReport(rows: rows, columns: rows == .arrays ? columns : columnNames, notes: mapping.notes)
    }
}
