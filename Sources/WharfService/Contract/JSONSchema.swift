/// A JSON Schema (2020-12), and the types of ours whose schemas it refers to.
struct JSONSchema: Sendable {
    private(set) var members: [String: JSONValue]
    private(set) var mentions: [any Described.Type] = []

    var json: JSONValue { .object(members) }

    /// The schema with another keyword.
    func with(_ keyword: String, _ value: JSONValue) -> JSONSchema {
        var schema = self
        schema.members[keyword] = value
        return schema
    }

    func described(_ text: String) -> JSONSchema { with("description", .string(text)) }

    /// The same or `null`.
    var nullable: JSONSchema {
        if case .string(let type) = members["type"], members["enum"] == nil {
            return with("type", [.string(type), "null"])
        }
        return .any(of: [self, JSONSchema(members: ["type": "null"])])
    }

    // MARK: Values

    static let string = JSONSchema(members: ["type": "string"])
    /// A text that is not empty.
    static let name = string.with("minLength", 1)
    static let integer = JSONSchema(members: ["type": "integer"])
    /// A number that counts something.
    static let count = integer(0...Int.max)
    static let number = JSONSchema(members: ["type": "number"])
    static let boolean = JSONSchema(members: ["type": "boolean"])
    static let time = string.with("format", "date-time")
    /// A file, or another part of a form.
    static let csv = string.with("contentMediaType", "text/csv")

    static func integer(_ range: ClosedRange<Int>) -> JSONSchema {
        let lowest = integer.with("minimum", .integer(Int64(range.lowerBound)))
        return range.upperBound == .max ? lowest : lowest.with("maximum", .integer(Int64(range.upperBound)))
    }

    static func choice(_ values: [String]) -> JSONSchema { string.with("enum", .strings(values)) }

    static func constant(_ value: String) -> JSONSchema { string.with("const", .string(value)) }

    // MARK: Structures

    static func list(of item: JSONSchema) -> JSONSchema {
        JSONSchema(members: ["type": "array", "items": item.json], mentions: item.mentions)
    }

    static func map(of value: JSONSchema) -> JSONSchema {
        JSONSchema(members: ["type": "object", "additionalProperties": value.json], mentions: value.mentions)
    }

    static func object(_ required: [String: JSONSchema], optional: [String: JSONSchema] = [:]) -> JSONSchema {
        let all = required.merging(optional) { first, _ in first }
        return JSONSchema(
            members: [
                "type": "object", "required": .strings(required.keys.sorted()),
                "properties": .object(all.mapValues(\.json)),
            ], mentions: all.values.flatMap(\.mentions))
    }

    static func any(of schemas: [JSONSchema]) -> JSONSchema {
        JSONSchema(members: ["anyOf": .array(schemas.map(\.json))], mentions: schemas.flatMap(\.mentions))
    }

    /// A reference to the schema of a type.
    static func of(_ type: any Described.Type) -> JSONSchema {
        JSONSchema(members: ["$ref": .string("#/components/schemas/\(type.schemaName)")], mentions: [type])
    }
}

/// A type that says what it looks like as JSON, beside the code that makes it so.
protocol Described: SendableMetatype {
    static var schemaName: String { get }
    static var schema: JSONSchema { get }
}
