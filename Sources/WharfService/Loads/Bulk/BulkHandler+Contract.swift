extension BulkHandler {
    static let parameters = [UploadHandler.packing, IdempotencyKey.parameter] + LoadOptions.writingParameters

    static let problems: [ProblemType] = [
        .badDocument, .incompleteBody, .unknownTable, .tableChanged, .cancelled, .tooLarge, .columnsDoNotMatch,
        .tableNotLoadable, .nothingLoaded, .tooManyRejects, .spoolFull,
    ]

    /// The document: table, rows, and options that the query string does not give.
    @Sendable static func document(_ tables: [Table]) -> JSONSchema {
        let words = Dictionary(LoadOptions.writingParameters.map { ($0.name, $0.schema) }) { first, _ in first }
        let values = words.merging([
            "max_rejects": .any(of: [words["max_rejects"] ?? .string, .count]),
            "dry_run": .any(of: [words["dry_run"] ?? .string, .boolean, .integer(0...1)]),
        ]) { $1 }
        return JSONSchema.object(["table": .string, "data": rows(tables)], optional: values)
            .with("additionalProperties", false)
    }

    /// Members mean columns whatever their case and spelling, so that rows may also be other objects than those.
    private static func rows(_ tables: [Table]) -> JSONSchema {
        let forms = tables.filter(\.isLoadable).map { RowSchema.reference(to: $0.name) }
        let row = JSONSchema.any(of: forms + [.map(of: JSONSchema(members: [:])), .list(of: JSONSchema(members: [:]))])
        return JSONSchema.list(of: row).with("minItems", 1).with("maxItems", .integer(Int64(BulkDocument.mostRows)))
            .described("All objects by column name, or all arrays in column order.")
    }
}
