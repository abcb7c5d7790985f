import MariaDB

/// Refreshes and lists reports at the command line: what `wharf report` does, by the same code as the service.
public final class ReportOffice {
    /// Which years are refreshed.
    public enum Years: Sendable {
        /// The newest one that a report's source has.
        case newest
        case one(Int)
        /// Those of the source, and those that are stored.
        case all
    }

    private let settings: ServiceSettings
    private let progress: (CommandProgress) -> Void

    /// - Parameter progress: called now and then while something long goes on.
    public init(_ settings: ServiceSettings, progress: @escaping (CommandProgress) -> Void) {
        self.settings = settings
        self.progress = progress
    }

    private var reporting: ReportingDatabase { settings.reporting }

    /// - Parameter names: of reports; empty for all.
    public func refresh(_ names: [String], _ years: Years) throws -> CommandReport {
        try told { connection in
            let reports = try names.isEmpty ? Report.all : names.map(Self.report)
            var answers: [ReportAnswer] = []
            for report in reports {
                let (years, source) = try chosen(years, of: report, connection)
                for (index, year) in years.enumerated() {
                    progress(
                        CommandProgress(
                            what: "refresh of \(report.name)", done: index, expected: years.count, unit: "years"))
                    let run = RefreshRun(report: report, year: year, connection: connection, reporting: reporting)
                    answers.append(ReportAnswer(try run.run().refresh, of: report, yearFrom: source, in: reporting))
                }
            }
            return try CommandReport(answers, answers.map(Self.line))
        }
    }

    public func list() throws -> CommandReport {
        try told { connection in
            let list = try ReportListHandler.List.now(connection, reporting)
            let lines = list.reports.flatMap { report in
                ["\(report.name): \(report.summary) (\(report.table))"]
                    + report.years.map { "  \($0.year): \($0.rows) rows, refreshed at \($0.refreshedAt)" }
            }
            return try CommandReport(list, lines)
        }
    }

    /// - Parameters:
    ///   - user: `name` or `name@host`.
    ///   - runs: whether the statement is run as well.
    public func grant(_ user: String, runs: Bool) throws -> CommandReport {
        let grant = try ReportGrant(user, on: reporting)
        if runs { _ = try told { try $0.execute(grant.statement) } }
        return try CommandReport(grant, grant.lines)
    }

    // MARK: Common to all

    private static func report(_ name: String) throws -> Report {
        guard let report = Report.named(name) else {
            let names = Report.all.map(\.name).joined(separator: ", ")
            throw Problem(.badOption, "There is no report '\(name.forMessage)'. Reports: \(names).")
        }
        return report
    }

    private func chosen(
        _ years: Years, of report: Report, _ connection: Connection
    ) throws -> ([ReportYear], ReportAnswer.YearSource) {
        let known = ReportYears(report: report, connection: connection)
        switch years {
        case .one(let number):
            guard let year = ReportYear(number) else { throw ReportYear.problem }
            return ([year], .request)
        case .all: return (try known.all(storedIn: reporting), .request)
        case .newest:
            let (year, source) = try known.unnamed()
            return ([year], source)
        }
    }

    private func told<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        do {
            let connection = try WorkerDatabase(settings.database).connection()
            try ReportingSchema(connection: connection, database: reporting).check()
            return try body(connection)
        } catch {
            throw CommandError(Problem.describing(error))
        }
    }

    private static func line(_ answer: ReportAnswer) -> String {
        let refresh = answer.refresh
        return
            "\(refresh.report) \(refresh.year): \(refresh.rowsWritten) rows in \(refresh.table), refresh \(refresh.id)"
    }
}
