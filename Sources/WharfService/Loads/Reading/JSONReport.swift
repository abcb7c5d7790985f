/// How rows of JSON were read: part of the receipt.
public struct JSONReport: Sendable, Codable {
    /// What each row is.
    public enum Rows: String, Sendable, Codable {
        /// A member for each column, by name.
        case objects
        /// An element for each column, in order.
        case arrays
    }

    public var rows: Rows
    /// The table's columns that rows fill; of arrays, for each element, `nil` for one that is left out.
    public var columns: [String?]
    /// Sentences on what was decided.
    public var notes: [String]
}

extension JSONReport {
    static var schema: JSONSchema {
        .object([
            "rows": .choice(["objects", "arrays"]), "columns": .list(of: JSONSchema.string.nullable),
            "notes": .list(of: .string),
        ])
    }
}
