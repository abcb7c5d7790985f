/// The JSON Schema of one table's rows, each an object by column name: the dictionary in another form.
struct RowSchema {
    let table: Table

    /// The name below `components.schemas`, which takes letters, digits, `.`, `-` and `_` alone.
    static func name(of table: String) -> String {
        let safe = table.unicodeScalars.map { scalar in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isPlain || scalar == "_" ? String(scalar) : "-" + String(scalar.value, radix: 16) + "-"
        }
        return "row." + safe.joined()
    }

    static func reference(to table: String) -> JSONSchema {
        JSONSchema(members: ["$ref": .string("#/components/schemas/\(name(of: table))")])
    }

    var schema: JSONSchema {
        var required: [String: JSONSchema] = [:]
        var optional: [String: JSONSchema] = [:]
        for (position, column) in table.columns.enumerated() where !column.isGenerated {
            if !column.isOptional || table.primaryKey.contains(position) {
                required[column.name] = Self.schema(of: column)
            } else {
                optional[column.name] = Self.schema(of: column)
            }
        }
        let schema = JSONSchema.object(required, optional: optional).with("additionalProperties", false)
        return table.comment.isEmpty ? schema : schema.described(table.comment)
    }

    private static func schema(of column: Column) -> JSONSchema {
        var schema = schema(of: column.type).with("x-sql-type", .string(column.sqlType))
        if !column.comment.isEmpty { schema = schema.described(column.comment) }
        return column.isNullable ? schema.nullable : schema
    }

    private static func schema(of type: ColumnType) -> JSONSchema {
        switch type {
        case .integer(let minimum, let maximum, _):
            .integer.with("minimum", .integer(minimum)).with("maximum", .unsigned(maximum))
        case .decimal(_, _, let isUnsigned), .float(let isUnsigned), .double(let isUnsigned):
            isUnsigned ? .number.with("minimum", 0) : .number
        case .date: .string.with("format", "date")
        case .time: .string
        case .datetime, .timestamp: .time
        case .text(let maximumCharacters, _, _): .string.with("maxLength", .integer(Int64(maximumCharacters)))
        case .binary: .string.with("pattern", "^0x([0-9A-Fa-f]{2})*$")
        case .enumeration(let members): .choice(members)
        case .set, .json: .string
        case .unsupported: JSONSchema(members: [:])
        }
    }
}
