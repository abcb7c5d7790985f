import MariaDB

/// The years that a report has rows for.
struct ReportYears {
    let report: Report
    let connection: Connection

    /// The one that is meant where nobody names one: the newest of the source or, where that is empty, the current one.
    func unnamed() throws -> (year: ReportYear, from: ReportAnswer.YearSource) {
        if let newest = try newest() { return (newest, .newest) }
        return (try current(), .clock)
    }

    /// The newest one in the source; nil where it is empty.
    func newest() throws -> ReportYear? { try year("SELECT YEAR(MAX(\(column))) FROM \(source)", []) }

    /// The year of the database's clock, UTC.
    func current() throws -> ReportYear {
        guard let year = try year("SELECT YEAR(UTC_TIMESTAMP())", []) else {
            throw Problem(.databaseUnavailable, "The database's clock is beyond the years that it can hold.")
        }
        return year
    }

    /// Every year of the source, and those that are stored though the source has lost them; the oldest first.
    func all(storedIn reporting: ReportingDatabase) throws -> [ReportYear] {
        let stored = try connection.query("SELECT DISTINCT `year` FROM \(reporting.quoted(report.table))")
        return Set(try inSource() + stored.compactMap { $0[0].integer.flatMap(ReportYear.init) }).sorted()
    }

    /// Every year of the source, the oldest first; jumps from year to year by the index, whatever the number of rows.
    func inSource() throws -> [ReportYear] {
        var years: [ReportYear] = []
        var begin = ReportYear(ReportYear.range.lowerBound)?.begin ?? ""
        while let next = try year("SELECT YEAR(MIN(\(column))) FROM \(source) WHERE \(column) >= ?", [.text(begin)]) {
            years.append(next)
            guard next.number < ReportYear.range.upperBound else { break }
            begin = next.end
        }
        return years
    }

    private func year(_ sql: String, _ values: [SQLValue]) throws -> ReportYear? {
        try connection.query(sql, values).first?[0].integer.flatMap(ReportYear.init)
    }

    private var source: String { Connection.quoteIdentifier(report.moment.table) }
    private var column: String { Connection.quoteIdentifier(report.moment.column) }
}
