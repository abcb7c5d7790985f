extension Report {
    /// `GET /rejects_by_code`
    static let rejectsByCode = Report(
        name: "rejects_by_code", summary: "Open rejects of a year's loads per table, code and day",
        table: "rejects_by_code", sql: ReportSQL(PackageResources.rejects_by_code_sql),
        rule: """
            \(OpenRejects.rule) A record that broke several rules counts under each of them. The day is the one on which the \
            load began, in UTC.
            """,
        columns: [
            .init(name: "table_name", kind: .code, meaning: "table that the records did not go into"),
            .init(name: "code", kind: .code, meaning: "rule that they broke"),
            .init(name: "day", kind: .day, meaning: "day of the load, UTC"),
            .init(name: "rejects", kind: .count, meaning: "records"),
        ],
        key: ["table_name", "code", "day"], order: ["table_name", "code", "day"].map { ReportOrder(column: $0) },
        facts: [
            .init(name: "rejects", sql: "COALESCE(SUM(`rejects`), 0)", meaning: "Rules broken by open rejects.")
        ],
        moment: Moment(table: "wharf_loads", column: "started_at"))
}
