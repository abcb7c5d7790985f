extension Report {
    /// `GET /hires_depa`
    static let hiresByDepartment = Report(
        name: "hires_depa", summary: "Departments that hired more in a year than the mean of all departments",
        table: "hires_by_dpt", sql: ReportSQL(PackageResources.hires_depa_sql),
        rule: """
            The mean is taken over all departments, and one without hires in the year counts as 0. A department is listed \
            when its hires are more than the exact mean; what is shown of it has four digits. A hire belongs to the year of \
            its datetime, in UTC.
            """,
        columns: [
            .init(name: "id", kind: .identifier, meaning: "department"),
            .init(name: "department", kind: .name, meaning: "its name"),
            .init(name: "hired", kind: .count, meaning: "people that it hired in the year"),
            .init(
                name: "mean_hired", kind: .mean, meaning: "mean of all departments, those without hires count as 0",
                isShown: false),
        ],
        key: ["id"], order: [ReportOrder(column: "hired", isDescending: true), ReportOrder(column: "id")],
        facts: [
            .init(name: "hires", sql: "COALESCE(SUM(`hired`), 0)", meaning: "Hires of the year."),
            .init(name: "departments", sql: "COUNT(*)", meaning: "All departments: what the mean is divided by."),
            .init(name: "mean", sql: "MAX(`mean_hired`)", meaning: "Hires per department; null without departments."),
        ],
        keeps: "`hired` * :departments > :hires", reads: ["hired_employees", "departments"],
        moment: Moment(table: "hired_employees", column: "datetime"))
}
