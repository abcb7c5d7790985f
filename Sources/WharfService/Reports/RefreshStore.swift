internal import FoundationEssentials
import MariaDB

/// Refreshes in `report_refreshes`.
struct RefreshStore {
    /// How many refreshes of a report and year are kept.
    static let keptCount = 1000

    let connection: Connection
    let reporting: ReportingDatabase

    /// The newest refresh of a report and year.
    func newest(_ report: Report, _ year: ReportYear) throws -> Refresh? {
        try connection.query(
            """
            SELECT \(Self.columns)
              FROM \(table)
             WHERE `report` = ?
               AND `year` = ?
             ORDER BY `number` DESC
             LIMIT 1
            """, [.text(report.name), SQLValue(year.number)]
        ).first.map(Self.refresh)
    }

    /// The newest refresh of each year, the newest year first.
    func newest(_ report: Report) throws -> [Refresh] {
        try connection.query(
            """
            SELECT \(Self.columns)
              FROM \(table) AS `refreshes`
             WHERE `report` = ?
               AND `number` = (SELECT MAX(`number`)
                                 FROM \(table) AS `others`
                                WHERE `others`.`report` = `refreshes`.`report`
                                  AND `others`.`year` = `refreshes`.`year`)
             ORDER BY `year` DESC
            """, [.text(report.name)]
        ).map(Self.refresh)
    }

    /// When each report was last refreshed, in seconds since 1970.
    func lastTimes() throws -> [String: Double] {
        let rows = try connection.query(
            """
            SELECT `refreshes`.`report`, CAST(UNIX_TIMESTAMP(MAX(`refreshed_at`)) AS DOUBLE)
              FROM (SELECT `report`, `year`, MAX(`number`) AS `number`
                      FROM \(table)
                     GROUP BY `report`, `year`) AS `newest`
              JOIN \(table) AS `refreshes` USING (`report`, `year`, `number`)
             GROUP BY `refreshes`.`report`
            """)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0].string ?? "", $0[1].double ?? 0) })
    }

    /// Adds a refresh and forgets one that is long past.
    func insert(_ refresh: Refresh) throws {
        try connection.execute(
            """
            INSERT INTO \(table)
                   (`report`, `year`, `number`, `id`, `rows_written`, `seconds`, `refreshed_at`, `facts`, `open_rejects`,
                    `digest`)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(refresh.report), SQLValue(refresh.year), SQLValue(refresh.number), .text(refresh.id.description),
                SQLValue(refresh.rows), .double(refresh.seconds), .text(Timestamp.sql(refresh.refreshedAt)),
                .text(try Self.text(refresh.facts)), .text(try Self.text(refresh.openRejects)), .text(refresh.digest),
            ])
        try connection.execute(
            "DELETE FROM \(table) WHERE `report` = ? AND `year` = ? AND `number` <= ?",
            [.text(refresh.report), SQLValue(refresh.year), SQLValue(refresh.number - Self.keptCount)])
    }

    private static let columns = """
        `report`, `year`, `number`, `id`, `rows_written`, `seconds`, `refreshed_at`, `facts`, `open_rejects`, `digest`
        """

    private var table: String { reporting.quoted(Refresh.storage.name) }

    private static func refresh(_ row: Row) throws -> Refresh {
        guard let id = row["id"].string.flatMap(LoadIdentifier.init) else {
            preconditionFailure("report_refreshes holds a row that this version did not write")
        }
        return Refresh(
            id: id, report: row["report"].string ?? "", year: row["year"].integer ?? 0,
            number: row["number"].integer ?? 0, rows: row["rows_written"].integer ?? 0,
            seconds: row["seconds"].double ?? 0, refreshedAt: Timestamp.iso(row["refreshed_at"].string ?? ""),
            facts: try value(row["facts"]), openRejects: try value(row["open_rejects"]),
            digest: row["digest"].string ?? "")
    }

    /// The same text for the same value.
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func value<Value: Decodable>(_ column: SQLValue) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data((column.string ?? "").utf8))
    }
}
