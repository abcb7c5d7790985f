/// The schema of a file whose rows are records.
public struct AvroSchema: Sendable {
    /// One field of the record.
    public struct Field: Sendable, Hashable {
        public let name: String
        /// What it holds when it is not null.
        public let type: AvroType
        /// Whether it is a union of `type` and null.
        public let isNullable: Bool
        /// The index of null in that union; 0 where there is none.
        public let nullBranch: Int
        /// Its documentation; nil where it has none.
        public let doc: String?
        /// Other names that it goes by.
        public let aliases: [String]
    }

    /// Longest text in bytes.
    public static let textLimitBytes = 1 << 20
    /// Most objects and arrays of the text inside each other, and most values inside each other in a row.
    public static let depthLimit = 64

    /// The record's full name: with its namespace, where it has one.
    public let name: String
    /// In the order of the file.
    public let fields: [Field]

    let plans: [FieldPlan]
    let nodes: [ValueNode]
    /// The fewest bytes that a row can have; at least 1.
    let leastRowBytes: Int

    /// Reads a schema's JSON text.
    ///
    /// Names are taken as they are, also those that the specification's grammar does not allow; two fields, or two
    /// types, of one name are refused. Defaults are not looked at.
    ///
    /// - Throws: `AvroError` with the offset 0: `.invalidSchema`, or `.unsupportedSchema` where the rows are not
    ///   records, or have no bytes, so that nothing could count them.
    public init(_ json: [UInt8]) throws(AvroError) {
        var parser = SchemaParser()
        let root = try parser.parse(json)
        guard case .record(let record) = parser.nodes[root].shape else {
            throw AvroError(.unsupportedSchema, at: 0, "the rows must be records")
        }
        guard parser.nodes[root].fixedBytes != 0 else {
            throw AvroError(.unsupportedSchema, at: 0, "the rows have no bytes")
        }
        name = record.name
        nodes = parser.nodes
        let found = record.fields.map { Self.field($0, in: parser.nodes) }
        fields = found.map(\.field)
        plans = found.map(\.plan)
        leastRowBytes = max(1, record.fields.reduce(0) { $0.plusSize(parser.nodes[$1.node].leastBytes) })
    }

    /// The field as it is shown, and as it is read.
    private static func field(_ field: RecordShape.Field, in nodes: [ValueNode]) -> (field: Field, plan: FieldPlan) {
        var node = field.node
        var nullBranch: Int?
        if case .union(let branches) = nodes[node].shape, branches.count == 2,
            let null = branches.firstIndex(where: { nodes[$0].type == .null })
        {
            nullBranch = null
            node = branches[1 - null]
        }
        let shown = Field(
            name: field.name, type: nodes[node].type, isNullable: nullBranch != nil, nullBranch: nullBranch ?? 0,
            doc: field.doc, aliases: field.aliases)
        return (shown, FieldPlan(nodes[node], at: node, nullBranch: nullBranch))
    }
}
