/// One column of a backup: which of the table's, and how its values are written.
struct BackupField: Sendable, Hashable {
    let column: Column
    /// The field's name in the Avro schema: the column's, where Avro allows that.
    let name: String
    let coding: FieldCoding
    /// Whether the schema has null for it.
    let isNullable: Bool

    /// The fields of a table: the columns that a row brings along, in the order of the definition. Generated ones are made
    /// anew by the database.
    ///
    /// - Parameter spans: the `TIME` columns that hold values that are no time of day.
    static func all(of table: Table, spans: Set<String>) throws -> [BackupField] {
        var names: Set<String> = []
        return try table.loadableColumns.map { column in
            guard let coding = FieldCoding(column, hasSpans: spans.contains(column.name)) else {
                throw Problem(
                    .tableNotLoadable, "Column \(column.name) of table \(table.name) has the type \(column.sqlType).")
            }
            var name = avroName(column.name)
            while !names.insert(name).inserted { name += "_" }
            return BackupField(column: column, name: name, coding: coding, isNullable: column.isNullable)
        }
    }

    /// A name that Avro allows ("Names": a letter or underscore, then letters, digits and underscores).
    static func avroName(_ name: String) -> String {
        let parts = name.unicodeScalars.map { scalar -> Character in
            let isAllowed = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isAllowed ? Character(scalar) : "_"
        }
        let text = String(parts)
        return text.first.map { $0.isNumber } ?? true ? "_" + text : text
    }

    private var schema: JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name), "type": isNullable ? .array(["null", coding.schema]) : coding.schema,
            "wharf_column": .string(column.name), "wharf_type": .string(column.sqlType),
        ]
        if isNullable { members["default"] = .null }
        if !column.comment.isEmpty { members["doc"] = .string(column.comment) }
        return .object(members)
    }

    /// The schema of a table's rows, as JSON.
    static func schema(of table: Table, _ fields: [BackupField]) throws -> String {
        var members: [String: JSONValue] = [
            "type": "record", "name": .string(avroName(table.name)), "fields": .array(fields.map(\.schema)),
            "wharf_table": .string(table.name),
        ]
        if !table.comment.isEmpty { members["doc"] = .string(table.comment) }
        return String(decoding: try Answer.encoded(JSONValue.object(members)), as: UTF8.self)
    }
}
