extension UploadHandler {
    static let parameters: [Parameter] =
        [
            .query("table", "The table of a body that is no form."),
            .header("Content-Encoding", "How the whole body is packed.", .choice(["identity", "gzip", "x-gzip"])),
        ] + LoadOptions.parameters

    /// A form, or one CSV file under any of its usual names.
    static let bodies: [Content] =
        [Content("multipart/form-data", form)]
        + ["text/csv", "application/csv", "text/tab-separated-values", "text/plain"].map(Content.text)

    static let problems: [ProblemType] = [
        .incompleteBody, .emptyFile, .duplicatePart, .unknownTable, .tableChanged, .tooLarge, .notCSV,
        .ambiguousDialect, .unclosedQuote, .columnsDoNotMatch, .tableNotLoadable, .nothingLoaded, .tooManyRejects,
        .tooManyLoads, .busy, .spoolFull,
    ]

    /// A part for each table, which holds its file, and fields with the options.
    @Sendable private static func form(_ tables: [Table]) -> JSONSchema {
        let options = LoadOptions.parameters.map { ($0.name, $0.schema.described($0.meaning)) }
        let files = tables.filter(\.isLoadable).map { ($0.name, file($0)) }
        let form = JSONSchema.object([:], optional: Dictionary(options + files) { first, _ in first })
        return tables.isEmpty
            ? form.described("Each file's part is named after its table.") : form.with("additionalProperties", false)
    }

    /// A CSV file whose records are rows of the table.
    private static func file(_ table: Table) -> JSONSchema {
        JSONSchema.string.with("contentMediaType", "text/csv")
            .with(
                "contentSchema",
                [
                    "type": "array",
                    "items": ["$ref": .string("#/components/schemas/\(RowSchema.name(of: table.name))")],
                ])
    }
}

extension UploadHandler.UploadAnswer: Described {
    static let schemaName = "UploadAnswer"
    static var schema: JSONSchema {
        .object(
            ["status": .constant("SUCCESS"), "loads": .list(of: .of(Receipt.self))],
            optional: ["errors": .list(of: .of(RejectError.self))])
    }
}
