/// Finds the columns that the names of JSON members mean.
///
/// A name is the column's own, or has the same words: case, blanks, `-`, `_` and camel case do not matter. Nothing is
/// matched by elimination: programs write these names, and a misspelt one must not go into another column. Names that
/// begin with `wharf_` are those of a rejects file and mean nothing.
struct JSONNameMatcher {
    let table: Table

    static func isIgnored(_ name: String) -> Bool { name.lowercased().hasPrefix(HeaderMatcher.reasonPrefix) }

    /// The position of the column that a name means; `nil` where there is none or more than one.
    static func position(of name: String, in columns: [String]) -> Int? {
        if let exact = columns.firstIndex(of: name) { return exact }
        let words = Words(name).joined
        let matches = columns.indices.filter { Words(columns[$0]).joined == words }
        return matches.count == 1 ? matches[0] : nil
    }

    /// The columns of these names in their order, each once, and the names that mean none.
    func columns(of names: [String]) -> (columns: [Column], unknown: [String]) {
        let loadable = table.loadableColumns
        let all = loadable.map(\.name)
        var found: [Column] = []
        var unknown: [String] = []
        for name in names where !Self.isIgnored(name) {
            guard let position = Self.position(of: name, in: all) else {
                unknown.append(name)
                continue
            }
            if !found.contains(loadable[position]) { found.append(loadable[position]) }
        }
        return (found, unknown)
    }

    /// The mapping of rows whose members fill these columns.
    ///
    /// - Throws: `Problem` where a column that every row needs is not among them.
    func mapping(_ columns: [Column]) throws -> ColumnMapping {
        let missing = ColumnMapping.missing(table, Set(columns.map(\.name)))
        guard missing.isEmpty else {
            throw Problem(
                .columnsDoNotMatch,
                "Rows of table \(table.name) need a member for each of these columns, and no row has one: "
                    + "\(missing.joined(separator: ", ")).")
        }
        return try ColumnMapping(
            targets: columns.enumerated().map { .init(column: $1, field: $0) }, fieldCount: columns.count, notes: [],
            table: table)
    }

    /// What there is, for the sentence on an unknown name.
    var list: String { "Table \(table.name) has \(table.loadableColumns.map(\.name).joined(separator: ", "))." }
}
