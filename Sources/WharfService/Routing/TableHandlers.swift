import MariaDB

/// A table as `GET /tables` shows it.
struct TableDescription: Encodable {
    struct ColumnDescription: Encodable {
        let name: String
        let type: String
        let nullable: Bool
        let required: Bool
        let `default`: String?
        let generated: Bool
        let collation: String?
        let comment: String?
    }

    struct Key: Encodable {
        let name: String
        let columns: [String]
    }

    struct Reference: Encodable {
        let name: String
        let columns: [String]
        let parent: String
        let parentColumns: [String]

        private enum CodingKeys: String, CodingKey {
            case name, columns, parent
            case parentColumns = "parent_columns"
        }
    }

    let name: String
    let comment: String?
    let loadable: Bool
    let reason: String?
    let estimatedRows: Int
    let columns: [ColumnDescription]
    let primaryKey: [String]
    let uniqueKeys: [Key]
    let foreignKeys: [Reference]
    let referencedBy: [String]

    private enum CodingKeys: String, CodingKey {
        case name, comment, loadable, reason, columns
        case estimatedRows = "estimated_rows"
        case primaryKey = "primary_key"
        case uniqueKeys = "unique_keys"
        case foreignKeys = "foreign_keys"
        case referencedBy = "referenced_by"
    }

    init(_ table: Table) {
        name = table.name
        comment = table.comment.isEmpty ? nil : table.comment
        loadable = table.isLoadable
        reason = table.obstacle
        estimatedRows = table.estimatedRows
        columns = table.columns.enumerated().map { position, column in
            ColumnDescription(
                name: column.name, type: column.sqlType, nullable: column.isNullable,
                required: !column.isOptional || table.primaryKey.contains(position), default: column.defaultText,
                generated: column.isGenerated, collation: column.collation,
                comment: column.comment.isEmpty ? nil : column.comment)
        }
        primaryKey = table.primaryKey.map { table.columns[$0].name }
        uniqueKeys = table.uniqueKeys.map { Key(name: $0.name, columns: $0.columns) }
        foreignKeys = table.foreignKeys.map {
            Reference(name: $0.name, columns: $0.columns, parent: $0.parentTable, parentColumns: $0.parentColumns)
        }
        referencedBy = table.referencedBy
    }
}

/// `GET /tables`: every table that the service serves, those that it cannot load with the reason.
struct TableListHandler {
    struct List: Encodable {
        let tables: [TableDescription]
    }

    func handle(_ exchange: Exchange) throws -> Answer {
        let reader = DictionaryReader(connection: try exchange.worker.database.connection())
        return try .json(List(tables: try reader.tables().map(TableDescription.init)))
    }
}

/// `GET /tables/{name}`
struct TableHandler {
    static let name = Parameter.path("name", "The table, as a part of an upload names it.")

    func handle(_ exchange: Exchange) throws -> Answer {
        let reader = DictionaryReader(connection: try exchange.worker.database.connection())
        return try .json(TableDescription(reader.table(meantBy: exchange.captures[0])))
    }
}

extension TableDescription: Described {
    static let schemaName = "Table"
    static var schema: JSONSchema {
        .object(
            [
                "name": .string, "loadable": .boolean, "estimated_rows": .count, "columns": .list(of: column),
                "primary_key": .list(of: .string), "unique_keys": .list(of: key), "foreign_keys": .list(of: reference),
                "referenced_by": .list(of: .string),
            ],
            optional: ["comment": .string, "reason": .string.described("Why the table cannot be loaded.")])
    }

    private static var column: JSONSchema {
        .object(
            [
                "name": .string, "type": .string.described("As SQL spells it."), "nullable": .boolean,
                "required": .boolean.described("Whether a file must have it."), "generated": .boolean,
            ], optional: ["default": .string, "collation": .string, "comment": .string])
    }

    private static var key: JSONSchema { .object(["name": .string, "columns": .list(of: .string)]) }

    private static var reference: JSONSchema {
        .object([
            "name": .string, "columns": .list(of: .string), "parent": .string, "parent_columns": .list(of: .string),
        ])
    }
}

extension TableListHandler.List: Described {
    static let schemaName = "TableList"
    static var schema: JSONSchema { .object(["tables": .list(of: .of(TableDescription.self))]) }
}
