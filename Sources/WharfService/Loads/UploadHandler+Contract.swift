extension UploadHandler {
    /// How the whole body is packed. An empty header says nothing (RFC 9110 §5.6.1).
    static let packing = Parameter.header(
        "Content-Encoding", "How the whole body is packed.", .choice(["", "identity", "gzip", "x-gzip"]))

    static let parameters: [Parameter] =
        [
            .query("table", "The table of a body that is no form."), packing, IdempotencyKey.parameter,
            .header("Prefer", "`respond-async`: an answer with 202 when the body has come and is checked."),
        ] + LoadOptions.parameters

    /// A form, or one file: CSV under any of its usual names, or a JSON row on each line.
    static let bodies: [Content] =
        [Content("multipart/form-data", form)]
        + (["text/csv", "application/csv", "text/tab-separated-values", "text/plain"] + RowFormat.lineTypes)
        .map(Content.text)

    static let problems: [ProblemType] = [
        .incompleteBody, .emptyFile, .duplicatePart, .unknownTable, .tableChanged, .cancelled, .tooLarge, .notCSV,
        .notJSON, .ambiguousDialect, .unclosedQuote, .columnsDoNotMatch, .tableNotLoadable, .nothingLoaded,
        .tooManyRejects,
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

    /// A file whose records are rows of the table.
    private static func file(_ table: Table) -> JSONSchema {
        JSONSchema.string.with("contentMediaType", "text/csv")
            .with(
                "contentSchema",
                JSONSchema.list(of: RowSchema.reference(to: table.name)).json)
    }
}
