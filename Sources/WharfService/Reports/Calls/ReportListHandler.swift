import MariaDB

/// `GET /reports`: what reports there are, and which years of them are stored.
struct ReportListHandler {
    struct List: Encodable {
        let reports: [ReportDescription]

        static func now(_ connection: Connection, _ reporting: ReportingDatabase) throws -> List {
            let store = RefreshStore(connection: connection, reporting: reporting)
            return List(
                reports: try Report.all.map { report in
                    let years = try ReportYears(report: report, connection: connection).inSource()
                    return ReportDescription(report, years, try store.newest(report), in: reporting)
                })
        }
    }

    func handle(_ exchange: Exchange) throws -> Answer {
        let reporting = exchange.worker.shared.settings.reporting
        return try .json(List.now(try exchange.worker.database.connection(), reporting))
    }
}

/// A report as `GET /reports` shows it.
struct ReportDescription: Encodable {
    struct ColumnDescription: Encodable {
        let name: String
        let type: String
        let meaning: String
    }

    /// A year of which rows are stored.
    struct Year: Encodable {
        let year: Int
        let rows: Int
        let refresh: LoadIdentifier
        let refreshedAt: String

        private enum CodingKeys: String, CodingKey {
            case year, rows, refresh
            case refreshedAt = "refreshed_at"
        }
    }

    let name: String
    let summary: String
    let rule: String
    let table: String
    let views: [String]
    let key: [String]
    let columns: [ColumnDescription]
    /// Those that there are rows for, stored or not; the newest first.
    let sourceYears: [Int]
    let years: [Year]

    private enum CodingKeys: String, CodingKey {
        case name, summary, rule, table, views, key, columns, years
        case sourceYears = "source_years"
    }

    init(_ report: Report, _ source: [ReportYear], _ refreshes: [Refresh], in reporting: ReportingDatabase) {
        sourceYears = source.map(\.number).reversed()
        name = report.name
        summary = report.summary
        rule = report.rule
        table = "\(reporting.name).\(report.table)"
        views = report.views.map { "\(reporting.name).\($0.name)" }
        key = report.storage.key
        columns = report.storage.columns.map {
            ColumnDescription(name: $0.name, type: $0.kind.sql, meaning: $0.meaning)
        }
        years = refreshes.filter { $0.rows > 0 }.map {
            Year(year: $0.year, rows: $0.rows, refresh: $0.id, refreshedAt: $0.refreshedAt)
        }
    }
}

extension ReportDescription: Described {
    static let schemaName = "Report"
    static var schema: JSONSchema {
        let year = JSONSchema.object([
            "year": .integer(ReportYear.range), "rows": .count, "refresh": LoadIdentifier.schema, "refreshed_at": .time,
        ])
        return .object([
            "name": .string.described("Also the path of its call."), "summary": .string, "rule": .string,
            "table": .string.described("Where its rows are stored."), "views": .list(of: .string),
            "key": .list(of: .string),
            "columns": .list(of: .object(["name": .string, "type": .string, "meaning": .string])),
            "source_years": .list(of: .integer(ReportYear.range)).described("Those with data, stored or not."),
            "years": .list(of: year).described("Those that are stored, the newest first."),
        ])
    }
}

extension ReportListHandler.List: Described {
    static let schemaName = "ReportList"
    static var schema: JSONSchema { .object(["reports": .list(of: .of(ReportDescription.self))]) }
}
