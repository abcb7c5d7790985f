/// A `CHECK` that compares one column with a whole number, such as `` `id` > 0 ``: the one kind that Wharf judges itself.
///
/// A null passes such a check, in the database as here.
struct RangeCheck: Hashable {
    let column: String
    let lowest: Int64
    let highest: Int64

    /// - Parameter clause: `information_schema.CHECK_CONSTRAINTS.CHECK_CLAUSE`, in MariaDB's or MySQL's spelling.
    /// - Returns: `nil` for any other check.
    init?(clause: String) {
        var text = clause.trimmed
        while text.hasPrefix("("), text.hasSuffix(")") { text = String(text.dropFirst().dropLast()).trimmed }
        guard text.first == "`", let end = text.dropFirst().firstIndex(of: "`") else { return nil }
        column = String(text[text.index(after: text.startIndex)..<end])
        let rest = String(text[text.index(after: end)...]).trimmed
        let comparison = rest.prefix { "<>=".contains($0) }
        guard let bound = Int64(String(rest.dropFirst(comparison.count)).trimmed), bound > .min, bound < .max else {
            return nil
        }
        switch comparison {
        case ">": (lowest, highest) = (bound + 1, .max)
        case ">=": (lowest, highest) = (bound, .max)
        case "<": (lowest, highest) = (.min, bound - 1)
        case "<=": (lowest, highest) = (.min, bound)
        default: return nil
        }
    }

    /// The column's type with the check in its range; `nil` where the type is none of whole numbers, or nothing from 0 on passes.
    func narrowing(_ type: ColumnType) -> ColumnType? {
        guard case .integer(let minimum, let maximum, let acceptsBooleans) = type else { return nil }
        let least = max(minimum, lowest)
        let most = highest == .max ? maximum : min(maximum, UInt64(clamping: highest))
        guard highest >= 0, least <= highest else { return nil }
        return .integer(minimum: least, maximum: most, acceptsBooleans: acceptsBooleans)
    }
}
