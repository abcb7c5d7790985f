internal import Crypto
internal import FoundationEssentials
import MariaDB

/// Refreshes one year of a report: computes its rows, stores them in place of those that were there, and reads them back.
///
/// All of it is one transaction, so a reader sees the old rows or the new ones. The rows come of one statement and thus
/// of one moment, and the facts of these rows. Refreshes of one report wait for each other.
struct RefreshRun {
    /// What came of a run.
    enum Outcome {
        /// The rows are those of this refresh.
        case refreshed(Refresh)
        /// The rows are still those of an earlier refresh that the caller knows; nothing was written.
        case unchanged(Refresh)

        var refresh: Refresh {
            switch self {
            case .refreshed(let refresh), .unchanged(let refresh): refresh
            }
        }
    }

    let report: Report
    let year: ReportYear
    let connection: Connection
    let reporting: ReportingDatabase

    /// How long a refresh waits for others, so that requests that wait do not hold all workers.
    static let waitSeconds = 15
    /// Refreshes on two nodes of a cluster do not wait for each other: one that finds the other's rows begins anew.
    private static let attempts = 20

    /// - Parameters:
    ///   - known: the refresh whose rows the caller has.
    ///   - page: takes the rows in the report's order; begins again when the transaction does.
    /// - Throws: `Problem` of type `busy` where others are not done in time; `MariaDBError`, with nothing changed.
    func run(known: LoadIdentifier? = nil, into page: ReportPage? = nil) throws -> Outcome {
        let asked = try store.newest(report, year)?.number ?? 0
        let usual = connection.settings.lockWaitTimeoutSeconds
        try connection.execute("SET SESSION innodb_lock_wait_timeout = \(Self.waitSeconds)")
        // Where that fails the connection is lost, and nobody uses it again.
        defer { _ = try? connection.execute("SET SESSION innodb_lock_wait_timeout = \(usual)") }
        for _ in 1..<Self.attempts {
            do {
                return try attempt(asked, known, page)
            } catch let error as MariaDBError where error.code == .duplicateEntry {
                guard try connection.isInCluster else { throw error }
            }
        }
        return try attempt(asked, known, page)
    }

    private func attempt(_ asked: Int, _ known: LoadIdentifier?, _ page: ReportPage?) throws -> Outcome {
        do {
            return try connection.transaction(deadlockAttempts: Self.attempts) { _ in
                try lock()
                FaultPoint.reached(.refreshLocked)
                let newest = try store.newest(report, year)
                // The last but one was committed after the question, so the last one began after it.
                if let newest, newest.number >= asked + 2 {
                    _ = try readBack(into: page)
                    return .refreshed(newest)
                }
                let refresh = try replace(number: (newest?.number ?? 0) + 1, into: page)
                FaultPoint.reached(.refreshReplaced)
                if let newest, newest.id == known, newest.digest == refresh.digest { throw Unchanged(refresh: newest) }
                try store.insert(refresh)
                FaultPoint.reached(.refreshSaved)
                return .refreshed(refresh)
            }
        } catch let error as Unchanged {
            return .unchanged(error.refresh)
        }
    }

    /// Takes the transaction back, whose rows are the ones that were there.
    private struct Unchanged: Error {
        let refresh: Refresh
    }

    private var store: RefreshStore { RefreshStore(connection: connection, reporting: reporting) }
    private var table: String { reporting.quoted(report.table) }

    private func lock() throws {
        do {
            let rows = try connection.query(
                "SELECT `name` FROM `wharf_locks` WHERE `name` = ? FOR UPDATE", [.text(report.lock)])
            precondition(!rows.isEmpty, "wharf migrate makes the lock of every report")
        } catch {
            guard error.code == .lockWaitTimeout else { throw error }
            throw Problem(
                .busy, "Other refreshes of \(report.name) have not ended within \(Self.waitSeconds) s. Try again soon.",
                cause: error)
        }
    }

    private func replace(number: Int, into page: ReportPage?) throws -> Refresh {
        let stopwatch = Stopwatch()
        let moment = try connection.query("SELECT UTC_TIMESTAMP(6)")[0][0].string ?? ""
        try connection.execute("DELETE FROM \(table) WHERE `year` = ?", [SQLValue(year.number)])
        try insert(moment)
        let facts = try facts()
        try shed(facts)
        let (rows, hash) = try readBack(into: page)
        let openRejects = try OpenRejects(connection: connection).counts(of: report.reads)
        var digest = hash
        digest.update(data: Array(try RefreshStore.text(facts).utf8))
        digest.update(data: Array(try RefreshStore.text(openRejects).utf8))
        return Refresh(
            id: LoadIdentifier(), report: report.name, year: year.number, number: number, rows: rows,
            seconds: stopwatch.seconds, refreshedAt: Timestamp.iso(moment), facts: facts, openRejects: openRejects,
            digest: digest.finalize().hexadecimal)
    }

    private func insert(_ moment: String) throws {
        let columns = report.columns.map(\.sql).joined(separator: ", ")
        try connection.execute(
            """
            INSERT INTO \(table) (`year`, \(columns), `refreshed_at`)
            SELECT ?, \(columns), ?
              FROM (\(report.sql.text)) AS `rows`
            """, [SQLValue(year.number), .text(moment)] + report.sql.values(year.parameters))
    }

    private func facts() throws -> [String: Decimal?] {
        guard !report.facts.isEmpty else { return [:] }
        let expressions = report.facts.map { "\($0.sql) AS `\($0.name)`" }.joined(separator: ", ")
        let row = try connection.query(
            "SELECT \(expressions) FROM \(table) WHERE `year` = ?", [SQLValue(year.number)])[0]
        let numbers = report.facts.map { ($0.name, row[$0.name].string.flatMap { Decimal(string: $0) }) }
        return Dictionary(numbers) { first, _ in first }
    }

    /// Removes the rows that the report computes but does not keep.
    private func shed(_ facts: [String: Decimal?]) throws {
        guard let condition = report.keeps else { return }
        let values = facts.mapValues { SQLValue($0.map { "\($0)" }) }
        try connection.execute(
            "DELETE FROM \(table) WHERE `year` = ? AND NOT (\(condition.text))",
            [SQLValue(year.number)] + condition.values(values))
    }

    /// Gives the rows that are stored to the page, and takes their digest.
    private func readBack(into page: ReportPage?) throws -> (rows: Int, digest: SHA256) {
        try page?.begin()
        var (rows, digest) = (0, SHA256())
        let columns = report.columns.map(\.sql).joined(separator: ", ")
        let order = report.order.map(\.sql).joined(separator: ", ")
        try connection.forEachRow(
            "SELECT \(columns) FROM \(table) WHERE `year` = ? ORDER BY \(order)", [SQLValue(year.number)]
        ) { row in
            rows += 1
            for index in report.columns.indices {
                row.withText(index) { digest.update(bufferPointer: $0 ?? UnsafeRawBufferPointer(start: nil, count: 0)) }
                digest.update(data: [0])
            }
            try page?.append(row, report.columns)
        }
        return (rows, digest)
    }
}

extension Report {
    /// The row of `wharf_locks` that a refresh holds.
    var lock: String { "report \(name)" }
}
