import MariaDB

/// A column of a reporting table.
struct ReportColumn: Sendable {
    /// What a column holds, and how it is stored. Names and types of columns never change: BI tools rely on them.
    enum Kind: Sendable {
        case year, identifier, count, mean, seconds, name, code, day, moment, document, digest

        /// Counts are signed, so that a difference of two of them is no error.
        var sql: String {
            switch self {
            case .year: "SMALLINT UNSIGNED"
            case .identifier: "INT UNSIGNED"
            case .count: "BIGINT"
            case .mean: "DECIMAL(20,4)"
            case .seconds: "DOUBLE"
            case .name: "VARCHAR(255)"
            case .code: "VARCHAR(64)"
            case .day: "DATE"
            case .moment: "DATETIME(6)"
            case .document: "TEXT"
            case .digest: "CHAR(64)"
            }
        }

        /// Whether JSON has it as a number.
        var isNumber: Bool {
            switch self {
            case .year, .identifier, .count, .mean, .seconds: true
            case .name, .code, .day, .moment, .document, .digest: false
            }
        }

        var schema: JSONSchema {
            switch self {
            case .year, .identifier, .count: .integer
            case .mean, .seconds: .number
            case .name, .code, .document, .digest: .string
            case .day: .string.with("format", "date")
            case .moment: .time
            }
        }
    }

    let name: String
    let kind: Kind
    /// In words without a full stop; the column's comment.
    let meaning: String
    /// Whether the answer's rows have it.
    var isShown = true

    static let year = ReportColumn(name: "year", kind: .year, meaning: "year that the row belongs to, UTC")
    static let refreshedAt = ReportColumn(
        name: "refreshed_at", kind: .moment, meaning: "when the row was computed, UTC, by the database clock")

    var sql: String { Connection.quoteIdentifier(name) }
}
