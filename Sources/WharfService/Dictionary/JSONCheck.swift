/// The `CHECK` by which MariaDB knows a `JSON` column, for which it has no type: `` json_valid(`extra`) ``.
struct JSONCheck: Hashable {
    let column: String

    /// - Parameter clause: `information_schema.CHECK_CONSTRAINTS.CHECK_CLAUSE`.
    /// - Returns: `nil` for any other check.
    init?(clause: String) {
        let (start, end) = ("json_valid(`", "`)")
        guard clause.hasPrefix(start), clause.hasSuffix(end), clause.utf8.count > start.utf8.count + end.utf8.count
        else {
            return nil
        }
        column = String(clause.dropFirst(start.count).dropLast(end.count))
        guard !column.contains("`") else { return nil }
    }
}
