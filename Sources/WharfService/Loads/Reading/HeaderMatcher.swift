/// Finds the column that each name of a header line means, or says why it cannot.
///
/// Case, blanks, `-`, `_`, camel case and the table's own words do not matter; the last name left on each side is
/// matched by elimination. Names that begin with `wharf_` are those of a rejects file and are left out.
struct HeaderMatcher {
    let table: Table

    /// Prefix of the columns that the rejects file adds.
    static let reasonPrefix = "wharf_"

    /// - Throws: `Problem` that lists both sides where a name or a needed column is left over.
    func match(_ names: [String]) throws -> ColumnMapping {
        var open: [(field: Int, name: String)] = names.enumerated().map { ($0, $1) }
            .filter { !$0.name.lowercased().hasPrefix(Self.reasonPrefix) }
        var columns = table.loadableColumns
        var targets: [ColumnMapping.Target] = []
        var notes: [String] = []
        for isMatch in [sameWords, sameWordsButTheTables] {
            for (field, name) in open {
                let matches = columns.filter { isMatch(name, $0.name) }
                guard matches.count == 1, open.filter({ isMatch($0.name, matches[0].name) }).count == 1 else {
                    continue
                }
                targets.append(.init(column: matches[0], field: field))
                columns.removeAll { $0.name == matches[0].name }
                open.removeAll { $0.field == field }
            }
        }
        if open.count == 1, columns.count == 1 {
            targets.append(.init(column: columns[0], field: open[0].field))
            notes.append(
                "the column '\(open[0].name.forMessage)' was taken for \(columns[0].name): each was the only one left")
            open = []
        }
        guard open.isEmpty else {
            throw Self.mismatch(table: table, fileNames: open.map(\.name), columns: columns.map(\.name))
        }
        return try ColumnMapping(
            targets: targets.sorted { $0.field < $1.field }, fieldCount: names.count, notes: notes, table: table)
    }

    /// The mapping of a file without a header: the table's columns in order, and nothing else.
    func matchByPosition(fieldCount: Int) throws -> ColumnMapping {
        let columns = table.loadableColumns
        guard fieldCount == columns.count else {
            let example = (0..<fieldCount).map { $0 < columns.count ? columns[$0].name : "" }.joined(separator: ",")
            throw Problem(
                .columnsDoNotMatch,
                "The file has no header line and \(fieldCount) fields in a record, but table \(table.name) has "
                    + "\(columns.count) columns (\(columns.map(\.name).joined(separator: ", "))). "
                    + "Name the file's columns in order, with an empty name for one to leave out, such as "
                    + "columns=\(example)")
        }
        return try ColumnMapping(
            targets: columns.enumerated().map { .init(column: $1, field: $0) }, fieldCount: fieldCount, notes: [],
            table: table)
    }

    /// The mapping that the caller gave by `columns=`.
    func match(given names: [String]) throws -> ColumnMapping {
        var targets: [ColumnMapping.Target] = []
        for (field, name) in names.enumerated() where !name.isEmpty {
            let matches = table.loadableColumns.filter { sameWords(name, $0.name) }
            guard matches.count == 1, !targets.contains(where: { $0.column.name == matches[0].name }) else {
                throw Self.mismatch(table: table, fileNames: [name], columns: table.loadableColumns.map(\.name))
            }
            targets.append(.init(column: matches[0], field: field))
        }
        return try ColumnMapping(targets: targets, fieldCount: names.count, notes: [], table: table)
    }

    /// How many of these names mean a column, elimination aside.
    func countOfMatches(_ names: [String]) -> Int {
        names.filter { name in
            table.loadableColumns.contains { sameWords(name, $0.name) || sameWordsButTheTables(name, $0.name) }
        }.count
    }

    static func mismatch(table: Table, fileNames: [String], columns: [String]) -> Problem {
        let file = fileNames.isEmpty ? "none" : fileNames.map { "'\($0.forMessage)'" }.joined(separator: ", ")
        let all = table.loadableColumns.map(\.name)
        return Problem(
            .columnsDoNotMatch,
            "The file's columns and those of table \(table.name) cannot be matched. Left over in the file: \(file); "
                + "in the table: \(columns.isEmpty ? "none" : columns.joined(separator: ", ")). "
                + "Name the file's columns in order, with an empty name for one to leave out: "
                + "columns=\(all.joined(separator: ",")). If the first line is a record and not a header, add header=no."
        )
    }

    private func sameWords(_ name: String, _ column: String) -> Bool { Words(name).joined == Words(column).joined }

    private func sameWordsButTheTables(_ name: String, _ column: String) -> Bool {
        let own = Words(table.name)
        let left = Words(name).without(own)
        return !left.isEmpty && left == Words(column).without(own)
    }
}
