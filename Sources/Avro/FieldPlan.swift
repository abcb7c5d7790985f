/// How a field of a row is read.
struct FieldPlan: Sendable {
    enum Coding: UInt8, Sendable {
        case null, boolean, int, long, enumeration, float, double, bytes, fixed, nested
    }

    let coding: Coding
    /// The index of null in the field's union; -1 where it is no union.
    let nullBranch: Int64
    /// Of a fixed type: its length. Of an enum: its number of symbols.
    let size: Int
    /// Where the value's type is among the nodes.
    let node: Int

    /// - Parameter nullBranch: nil where the field cannot be null.
    init(_ value: ValueNode, at node: Int, nullBranch: Int?) {
        self.node = node
        self.nullBranch = Int64(nullBranch ?? -1)
        coding = Self.coding(value.type)
        size =
            switch value.shape {
            case .enumeration(let count): count
            default: value.fixedBytes ?? 0
            }
    }

    private static func coding(_ type: AvroType) -> Coding {
        switch type {
        case .null: .null
        case .boolean: .boolean
        case .int, .date, .timeMillis: .int
        case .long, .timeMicros, .timestampMillis, .timestampMicros, .localTimestampMillis, .localTimestampMicros: .long
        case .enumeration: .enumeration
        case .float: .float
        case .double: .double
        case .bytes, .string, .uuid, .decimal(_, _, nil): .bytes
        case .fixed, .decimal: .fixed
        case .array, .map, .record, .union: .nested
        }
    }
}
