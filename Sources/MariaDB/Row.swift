/// A row of a small result: its own copy of the values.
public struct Row: Sendable, Hashable {
    public let columns: [Column]
    public let values: [SQLValue]

    /// The value of the column at `index`, from 0.
    public subscript(index: Int) -> SQLValue { values[index] }

    /// The value of the first column of that name; a missing column is a programming error.
    public subscript(name: String) -> SQLValue {
        guard let index = columns.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("the result has no column \(name)")
        }
        return values[index]
    }
}
