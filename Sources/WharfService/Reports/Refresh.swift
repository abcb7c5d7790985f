internal import FoundationEssentials
import MariaDB

/// One replacement of a report's rows of a year, as `report_refreshes` keeps it.
struct Refresh: Equatable {
    let id: LoadIdentifier
    let report: String
    let year: Int
    /// Counts the refreshes of the report and year from 1.
    let number: Int
    /// Rows that the reporting table has of the year.
    let rows: Int
    let seconds: Double
    /// The rows are those of this moment; UTC, ISO 8601, by the database's clock.
    let refreshedAt: String
    let facts: [String: Decimal?]
    let openRejects: [String: Int]
    /// SHA-256 of rows, facts and open rejects: two refreshes with the same digest say the same.
    let digest: String

    /// `report_refreshes`
    static let storage = ReportingTable(
        name: "report_refreshes", comment: "Refreshes of the reports, the newest of each report and year last",
        columns: [
            .init(name: "report", kind: .code, meaning: "name of the report"),
            .year,
            .init(name: "number", kind: .count, meaning: "counts the refreshes of the report and year from 1"),
            .init(name: "id", kind: .code, meaning: "identifier of the refresh, a ULID"),
            .init(name: "rows_written", kind: .count, meaning: "rows of the year in the reporting table"),
            .init(name: "seconds", kind: .seconds, meaning: "how long the refresh took"),
            .refreshedAt,
            .init(name: "facts", kind: .document, meaning: "JSON: numbers about all rows of the year"),
            .init(name: "open_rejects", kind: .document, meaning: "JSON: records per table that did not go in"),
            .init(name: "digest", kind: .digest, meaning: "SHA-256 of rows, facts and open rejects"),
        ],
        key: ["report", "year", "number"])
}
