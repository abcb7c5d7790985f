/// Decides whether a file's first record is a header line.
struct HeaderDetector {
    let table: Table

    enum Verdict: Equatable {
        case header(String)
        case noHeader(String)
    }

    /// - Parameter fields: the first record.
    /// - Throws: `Problem` where the record may be either.
    func judge(_ fields: [String]) throws -> Verdict {
        let names = fields.filter { !$0.lowercased().hasPrefix(HeaderMatcher.reasonPrefix) }
        if names.count < fields.count { return .header("its first line has the columns of a rejects file") }
        if let value = names.first(where: { !Self.mayBeName($0) }) {
            return .noHeader(
                value.isEmpty ? "a field of its first line is empty" : "its first line holds a number or date")
        }
        let matches = HeaderMatcher(table: table).countOfMatches(names)
        if matches == names.count { return .header("every field of its first line names a column") }
        if table.loadableColumns.contains(where: { !Self.isText($0.type) }) {
            return .header("its first line holds names where numbers or dates belong")
        }
        if matches == 0 { return .noHeader("no field of its first line names a column") }
        throw Problem(
            .ambiguousDialect,
            "The first line may be a header or a record: \(matches) of its \(names.count) fields name a column of "
                + "\(table.name). Say header=yes or header=no.")
    }

    /// Whether a field can be a column's name: letters in it, and no digit or sign at its beginning.
    private static func mayBeName(_ field: String) -> Bool {
        guard let first = field.trimmed.first, field.utf8.count <= 64 else { return false }
        return !first.isNumber && first != "-" && first != "+" && field.contains { $0.isLetter }
    }

    private static func isText(_ type: ColumnType) -> Bool {
        switch type {
        case .text, .binary, .enumeration, .set, .json: true
        default: false
        }
    }
}
