extension LoadOptions {
    /// Every option, in the order of the README: a query parameter or a form field.
    static let parameters = readingParameters + writingParameters

    /// Those that say how files are read.
    private static let readingParameters: [Parameter] = [
        .query("delimiter", "What stands between fields; found out where absent.", .choice(delimiters)),
        .query("header", "Whether the first line names the columns.", .choice(["auto"] + affirmations + denials)),
        .query(
            "columns", "The file's columns in order, with commas between; an empty name leaves one out.",
            .string.with("pattern", "[^,\\s]")),
        .query("encoding", "What the file's bytes mean.", .choice(FileEncoding.allCases.map(\.rawValue))),
    ]

    /// Those that say what becomes of the records.
    static let writingParameters: [Parameter] = [
        .query(
            "on_duplicate", "What a key that is in the table means.", .choice(Duplicates.allCases.map(\.rawValue))),
        .query("on_reject", "Whether the load is all or nothing.", .choice(["keep", "abort"])),
        .query(
            "max_rejects", "Rejects, or their share, beyond which nothing is written.",
            .string.with("pattern", "^([0-9]{1,18}|([0-9]{1,2}(\\.[0-9]{1,9})?|100)%)$")),
        .query("dry_run", "Whether no row is written.", .choice(affirmations + denials)),
    ]

    private static let delimiters = [
        "comma", "semicolon", "tab", "pipe", ",", ";", "|", "\t", "\\t",
    ]
}

extension LoadOptions.Record {
    static var schema: JSONSchema {
        .object(
            [
                "encoding": .string, "on_duplicate": .choice(LoadOptions.Duplicates.allCases.map(\.rawValue)),
                "dry_run": .boolean,
            ],
            optional: [
                "delimiter": .string, "header": .boolean, "columns": .list(of: .string), "max_rejects": .string,
            ])
    }
}
