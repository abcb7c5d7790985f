extension Report {
    /// `GET /hires_q`
    static let hiresByQuarter = Report(
        name: "hires_q", summary: "Hires of a year per department and job, by quarter", table: "hires_by_q",
        sql: ReportSQL(PackageResources.hires_q_sql),
        rule: """
            A hire counts in the quarter of its datetime, in UTC. Departments and jobs without a hire in the year have no \
            row.
            """,
        columns: [
            .init(name: "department_id", kind: .identifier, meaning: "department that hired"),
            .init(name: "department", kind: .name, meaning: "its name"),
            .init(name: "job_id", kind: .identifier, meaning: "job that people were hired for"),
            .init(name: "job", kind: .name, meaning: "its title"),
            .init(name: "q1", kind: .count, meaning: "hires from January to March"),
            .init(name: "q2", kind: .count, meaning: "hires from April to June"),
            .init(name: "q3", kind: .count, meaning: "hires from July to September"),
            .init(name: "q4", kind: .count, meaning: "hires from October to December"),
        ],
        key: ["department_id", "job_id"],
        order: ["department", "job", "department_id", "job_id"].map { ReportOrder(column: $0) },
        facts: [
            .init(
                name: "hires", sql: "COALESCE(SUM(`q1` + `q2` + `q3` + `q4`), 0)", meaning: "Hires of the year."),
            .init(name: "q1", sql: "COALESCE(SUM(`q1`), 0)", meaning: "Hires from January to March."),
            .init(name: "q2", sql: "COALESCE(SUM(`q2`), 0)", meaning: "Hires from April to June."),
            .init(name: "q3", sql: "COALESCE(SUM(`q3`), 0)", meaning: "Hires from July to September."),
            .init(name: "q4", sql: "COALESCE(SUM(`q4`), 0)", meaning: "Hires from October to December."),
            .init(name: "departments", sql: "COUNT(DISTINCT `department_id`)", meaning: "Departments that hired."),
            .init(name: "jobs", sql: "COUNT(DISTINCT `job_id`)", meaning: "Jobs that people were hired for."),
        ],
        reads: ["hired_employees", "departments", "jobs"],
        moment: Moment(table: "hired_employees", column: "datetime"),
        views: [
            ReportView(
                name: "hires_by_q_long", sql: ReportSQL(PackageResources.hires_by_q_long_sql)),
            ReportView(
                name: "hires_by_q_time", sql: ReportSQL(PackageResources.hires_by_q_time_sql)),
        ])
}
