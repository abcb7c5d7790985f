/// A type of the schema as a value of it is skipped. Nodes refer to each other by index: types may be recursive.
struct ValueNode: Sendable {
    enum Shape: Sendable {
        /// A value has `fixedBytes` bytes.
        case fixed
        /// A number of 32 or 64 bits.
        case int, long
        /// A number below this.
        case enumeration(Int)
        /// A length and so many bytes.
        case bytes
        case array(Int), map(Int)
        case union([Int])
        case record(RecordShape)
    }

    let type: AvroType
    let shape: Shape
    /// The length of every value; nil where it differs. A value of such a type has at least one byte.
    let fixedBytes: Int?

    var leastBytes: Int { fixedBytes ?? 1 }

    init(_ type: AvroType, _ shape: Shape, fixedBytes: Int? = nil) {
        self.type = type
        self.shape = shape
        self.fixedBytes = fixedBytes
    }
}

/// The fields of a record.
struct RecordShape: Sendable {
    struct Field: Sendable {
        let name: String
        let node: Int
        let doc: String?
        let aliases: [String]
    }

    /// How it is skipped.
    enum Step: Sendable {
        case bytes(Int)
        case node(Int)
    }

    let name: String
    let fields: [Field]
    /// Fields of fixed length are one step, and none where they have no bytes: a row's steps are no more than twice
    /// its bytes, whatever the schema says.
    let steps: [Step]

    init(name: String, fields: [Field], nodes: [ValueNode]) {
        self.name = name
        self.fields = fields
        var steps: [Step] = []
        var fixed = 0
        for field in fields {
            guard nodes[field.node].fixedBytes == nil else {
                fixed = fixed.plusSize(nodes[field.node].fixedBytes ?? 0)
                continue
            }
            if fixed > 0 { steps.append(.bytes(fixed)) }
            fixed = 0
            steps.append(.node(field.node))
        }
        if fixed > 0 { steps.append(.bytes(fixed)) }
        self.steps = steps
    }

    /// The length of every such record; nil where it differs.
    var fixedBytes: Int? {
        switch (steps.count, steps.first) {
        case (0, _): 0
        case (1, .bytes(let count)): count
        default: nil
        }
    }
}

extension Int {
    /// The sum of two sizes, kept below 2^40: more than any block, and far from overflow.
    func plusSize(_ other: Int) -> Int { Swift.min(self + other, 1 << 40) }
}
