internal import FoundationEssentials

/// What a report's call answers, but for the rows.
struct ReportAnswer: Encodable {
    /// How the year came about.
    enum YearSource: String, Encodable, CaseIterable {
        /// The caller named it.
        case request
        /// The newest one that the source has.
        case newest
        /// The current one, as the source is empty.
        case clock
    }

    struct RefreshEntry: Encodable {
        let id: LoadIdentifier
        let report: String
        let table: String
        let year: Int
        let yearFrom: YearSource
        let number: Int
        let rowsWritten: Int
        let seconds: Double
        let refreshedAt: String

        private enum CodingKeys: String, CodingKey {
            case id, report, table, year, number, seconds
            case yearFrom = "year_from"
            case rowsWritten = "rows_written"
            case refreshedAt = "refreshed_at"
        }
    }

    let status = "SUCCESS"
    let refresh: RefreshEntry
    let rule: ReportRule

    init(_ refresh: Refresh, of report: Report, yearFrom: YearSource, in reporting: ReportingDatabase) {
        self.refresh = RefreshEntry(
            id: refresh.id, report: report.name, table: "\(reporting.name).\(report.table)", year: refresh.year,
            yearFrom: yearFrom, number: refresh.number, rowsWritten: refresh.rows, seconds: refresh.seconds,
            refreshedAt: refresh.refreshedAt)
        rule = ReportRule(report: report, refresh: refresh)
    }
}

/// What the numbers of a report mean.
struct ReportRule: Encodable {
    let report: Report
    let refresh: Refresh

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { return nil }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        func put(_ name: String, _ value: String) throws {
            try container.encode(value, forKey: Key(stringValue: name))
        }
        try put("text", report.rule)
        try put("time_zone", "UTC")
        try put("from", "\(refresh.year)-01-01T00:00:00Z")
        try put("before", "\(refresh.year + 1)-01-01T00:00:00Z")
        try put("order", report.order.map(\.text).joined(separator: ", "))
        try put("collation", ReportingTable.collation)
        for (name, value) in refresh.facts { try container.encode(value, forKey: Key(stringValue: name)) }
        guard !report.reads.isEmpty else { return }
        try put("open_rejects_rule", OpenRejects.rule)
        try container.encode(refresh.openRejects, forKey: Key(stringValue: "open_rejects"))
    }

    static func schema(of report: Report) -> JSONSchema {
        let texts = ["text", "time_zone", "from", "before", "order", "collation"]
        var members = Dictionary(texts.map { ($0, JSONSchema.string) }) { first, _ in first }
        for fact in report.facts { members[fact.name] = JSONSchema.number.nullable.described(fact.meaning) }
        guard !report.reads.isEmpty else { return .object(members) }
        members["open_rejects_rule"] = .string
        members["open_rejects"] = .map(of: .count).described("Records per table that the numbers lack.")
        return .object(members)
    }
}

extension ReportAnswer {
    static func schema(of report: Report) -> JSONSchema {
        let row = JSONSchema.object(
            Dictionary(report.shown.map { ($0.name, $0.kind.schema.described($0.meaning)) }) { first, _ in first })
        return .object(
            [
                "status": .constant("SUCCESS"), "refresh": RefreshEntry.schema, "rule": ReportRule.schema(of: report),
            ], optional: ["rows": .list(of: row)])
    }
}

extension ReportAnswer.RefreshEntry {
    static var schema: JSONSchema {
        .object([
            "id": LoadIdentifier.schema, "report": .string, "table": .string.described("Where the rows are stored."),
            "year": .integer(ReportYear.range),
            "year_from": .choice(ReportAnswer.YearSource.allCases.map(\.rawValue)).described(
                "`newest`: the newest year that there is; `clock`: there is none."),
            "number": .count.described("Counts the refreshes of the year."), "rows_written": .count, "seconds": .number,
            "refreshed_at": .time.described("The rows are those of this moment."),
        ])
    }
}
