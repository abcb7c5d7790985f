import ArgumentParser

/// The options of a load, as `POST /upload` has them.
struct LoadArguments: ParsableArguments {
    @Option(help: "What stands between fields: comma, semicolon, tab or pipe; found out unless given.")
    var delimiter: String?

    @Option(help: "Whether the first line names the columns: yes, no or auto.")
    var header: String?

    @Option(
        help: "The file's columns in order, with commas between; an empty name leaves one out.")
    var columns: String?

    @Option(help: "What the file's bytes mean: utf-8, iso-8859-1 or windows-1252.")
    var encoding: String?

    @Option(
        help: """
            What a key that is in the table means. reject: the record is rejected. skip: the row stays, and an equal record \
            counts as unchanged. update: the row takes the record's values.
            """)
    var onDuplicate: String?

    @Option(help: "keep: rejects are kept and the rest goes in. abort: one reject, and nothing goes in.")
    var onReject: String?

    @Option(help: "With more rejects in one table nothing goes in: a number (100) or a share (0.5%).")
    var maxRejects: String?

    @Flag(help: "Check everything, keep the rejects and a receipt, and write no row.")
    var dryRun = false

    /// Those that were given, by the names that requests have for them.
    var given: [(name: String, value: String)] {
        let all = [
            ("delimiter", delimiter), ("header", header), ("columns", columns), ("encoding", encoding),
            ("on_duplicate", onDuplicate), ("on_reject", onReject), ("max_rejects", maxRejects),
            ("dry_run", dryRun ? "true" : nil),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }
}
