import MariaDB

/// A report: what is computed, where its rows are stored, and what they mean. All there is to know of it stands here and
/// in its SQL text; calls, commands, reporting tables and documentation are made from it.
///
/// Rows belong to a year. A refresh replaces those of one year, in one transaction.
struct Report: Sendable {
    /// As calls and commands name it.
    let name: String
    /// What the call does, in a sentence without a full stop.
    let summary: String
    /// The reporting table.
    let table: String
    /// One `SELECT` of the columns between `year` and `refreshed_at`, in their order; see `ReportSQL` for its parameters.
    let sql: ReportSQL
    /// What the number means, in sentences.
    let rule: String
    /// The columns that `sql` gives.
    let columns: [ReportColumn]
    /// Columns that tell the rows of a year apart.
    let key: [String]
    /// The order of the answer's rows.
    let order: [ReportOrder]
    /// Numbers about all rows that `sql` gave, one aggregate each.
    var facts: [ReportFact] = []
    /// Which of these rows are stored: a condition on the columns and, as parameters, the facts. Nil: all of them.
    var keeps: ReportSQL?
    /// Tables that loads fill and `sql` reads: rejects of theirs are missing from the numbers.
    var reads: [String] = []
    /// The column that says to which year a row of the source belongs.
    let moment: Moment
    /// Views on the reporting table.
    var views: [ReportView] = []

    struct Moment: Sendable {
        let table: String
        let column: String
    }

    /// The reporting table, as the database has it.
    var storage: ReportingTable {
        ReportingTable(
            name: table, comment: summary,
            columns: [.year] + columns + [.refreshedAt], key: [ReportColumn.year.name] + key)
    }

    /// The columns of an answer's rows.
    var shown: [ReportColumn] { columns.filter(\.isShown) }
}

/// How an answer's rows are ordered: by a column of the reporting table.
struct ReportOrder: Sendable {
    let column: String
    var isDescending = false

    var sql: String { Connection.quoteIdentifier(column) + (isDescending ? " DESC" : "") }
    var text: String { column + (isDescending ? " descending" : "") }
}

/// A number about all rows of a year, which the answer carries.
struct ReportFact: Sendable {
    let name: String
    /// An aggregate over the reporting table's columns.
    let sql: String
    let meaning: String
}

/// A view on a reporting table, for one kind of reader.
struct ReportView: Sendable {
    let name: String
    /// The `SELECT`, which sees the reporting database.
    let sql: ReportSQL
}
