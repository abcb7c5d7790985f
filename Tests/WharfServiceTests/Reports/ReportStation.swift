import Foundation
import MariaDB
import Testing

@testable import WharfService

/// A database with reports, and short ways to fill and refresh it.
final class ReportStation {
    let database: ScratchDatabase
    /// Runs the refreshes.
    let connection: Connection

    init() throws {
        database = try ScratchDatabase(hasReports: true)
        connection = try Connection(database.settings)
    }

    /// - Parameter hires: time, department and job of each.
    func hire(_ hires: [(String, Int, Int)]) throws {
        let taken = try database.count("hired_employees")
        for (index, (time, department, job)) in hires.enumerated() {
            try database.connection.execute(
                "INSERT INTO hired_employees VALUES (?, 'x', ?, ?, ?)",
                [SQLValue(taken + index + 1), .text(time), SQLValue(department), SQLValue(job)])
        }
    }

    func name(departments: Int, jobs: Int) throws {
        for id in 1...departments {
            try database.connection.execute("INSERT INTO departments VALUES (\(id), 'department \(id)')")
        }
        for id in 1...jobs { try database.connection.execute("INSERT INTO jobs VALUES (\(id), 'job \(id)')") }
    }

    func run(_ report: Report, _ year: Int, on other: Connection? = nil) throws -> RefreshRun {
        RefreshRun(
            report: report, year: try #require(ReportYear(year)), connection: other ?? connection,
            reporting: database.reporting)
    }

    @discardableResult
    func refresh(_ report: Report, _ year: Int) throws -> Refresh { try run(report, year).run().refresh }

    /// Stored rows, columns separated by `|`.
    func stored(_ columns: String, _ table: String, _ rest: String = "") throws -> [String] {
        try database.rows("SELECT \(columns) FROM \(database.reporting.quoted(table)) \(rest)")
    }

    func years(_ report: Report) throws -> [Int] {
        try ReportYears(report: report, connection: connection).all(storedIn: database.reporting).map(\.number)
    }
}

extension Refresh {
    func fact(_ name: String) -> Decimal? { facts[name] ?? nil }
}
