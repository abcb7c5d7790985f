extension Report {
    /// `GET /loads_by_day`
    static let loadsByDay = Report(
        name: "loads_by_day", summary: "Loads of a year and their sums per day and table", table: "loads_by_day",
        sql: ReportSQL(PackageResources.loads_by_day_sql),
        rule: """
            Loads that have ended, but for dry runs and for those that were taken back, on the day on which they began, in UTC. The sums are those of loads that \
            are done: records = inserted + updated + unchanged + rejected.
            """,
        columns: [
            .init(name: "day", kind: .day, meaning: "day on which the loads began, UTC"),
            .init(name: "table_name", kind: .code, meaning: "table that they filled"),
            .init(name: "loads", kind: .count, meaning: "loads that are done"),
            .init(name: "failed", kind: .count, meaning: "loads that failed or were interrupted"),
            .init(name: "records", kind: .count, meaning: "records read"),
            .init(name: "inserted", kind: .count, meaning: "rows that are new"),
            .init(name: "updated", kind: .count, meaning: "rows that took new values"),
            .init(name: "unchanged", kind: .count, meaning: "records equal to a row that was there"),
            .init(name: "rejected", kind: .count, meaning: "records that did not go in"),
        ],
        key: ["day", "table_name"],
        order: [ReportOrder(column: "day", isDescending: true), ReportOrder(column: "table_name")],
        facts: [
            .init(name: "loads", sql: "COALESCE(SUM(`loads`), 0)", meaning: "Loads that are done."),
            .init(name: "failed", sql: "COALESCE(SUM(`failed`), 0)", meaning: "Loads that failed or were interrupted."),
            .init(name: "inserted", sql: "COALESCE(SUM(`inserted`), 0)", meaning: "Rows that are new."),
        ],
        moment: Moment(table: "wharf_loads", column: "started_at"))
}
