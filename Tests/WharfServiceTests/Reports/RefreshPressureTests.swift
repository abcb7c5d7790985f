import Foundation
import MariaDB
import Synchronization
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Refreshes beside readers, writers and each other, and what they cost.
    struct RefreshPressureTests {
        /// 20 departments and 25 jobs, and in each year from 2012 to 2021 a hire for each pair.
        private static func station() throws -> ReportStation {
            let station = try ReportStation()
            try station.name(departments: 20, jobs: 25)
            try station.database.connection.execute(
                """
                INSERT INTO hired_employees (id, name, `datetime`, department_id, job_id)
                SELECT years.y * 500 + departments.id * 25 + jobs.id, 'x',
                       CONCAT(2012 + years.y, '-', 1 + (departments.id + jobs.id) % 12, '-15'), departments.id, jobs.id
                  FROM departments
                  JOIN jobs
                  JOIN (SELECT 0 AS y UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5
                         UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) AS years
                """)
            return station
        }

        /// A reader in a loop sees all pairs, of one refresh, with a sum that some refresh had.
        @Test func reader_NeverSeesAHalfYear_DuringAHundredRefreshes() throws {
            let station = try Self.station()
            try station.refresh(.hiresByQuarter, 2021)
            let (settings, reporting) = (station.database.settings, station.database.reporting)
            let isDone = Mutex(false)
            let seen = try ParallelRun.results(threads: 2) { run, index -> [String] in
                let connection = try Connection(settings)
                try run.meet(at: "start")
                if index == 0 {
                    defer { isDone.withLock { $0 = true } }
                    let year = try #require(ReportYear(2021))
                    for number in 1...100 {
                        try connection.execute(
                            "INSERT INTO hired_employees VALUES (?, 'x', '2021-05-01', 1, 1)",
                            [SQLValue(100_000 + number)])
                        let refresh = try RefreshRun(
                            report: .hiresByQuarter, year: year, connection: connection, reporting: reporting
                        ).run().refresh
                        #expect(refresh.fact("hires") == Decimal(500 + number))
                    }
                    return []
                }
                var seen: [String] = []
                while !isDone.withLock({ $0 }) || seen.isEmpty {
                    seen += try connection.texts(
                        """
                        SELECT COUNT(*), COUNT(DISTINCT refreshed_at), SUM(q1 + q2 + q3 + q4)
                          FROM \(reporting.quoted("hires_by_q"))
                         WHERE year = 2021
                        """)
                }
                return seen
            }[1]
            var last = 500
            for text in seen {
                let numbers = text.split(separator: "|").compactMap { Int($0) }
                #expect(numbers.count == 3 && numbers[0] == 500 && numbers[1] == 1, "\(text)")
                #expect((last...600).contains(numbers[2]), "\(text) after \(last)")
                last = numbers[2]
            }
            #expect(Set(seen).count > 1)
        }

        /// All that come while one runs share the next one.
        @Test func concurrentRefreshes_AreTwo_HoweverManyAsk() throws {
            let station = try Self.station()
            let (settings, reporting) = (station.database.settings, station.database.reporting)
            let found = try ParallelRun.results(threads: 13) { run, index -> String? in
                let connection = try Connection(settings)
                guard index == 0 else {
                    try run.meet(at: "locked")
                    let year = try #require(ReportYear(2021))
                    return try RefreshRun(
                        report: .hiresByQuarter, year: year, connection: connection, reporting: reporting
                    ).run().refresh.id.description
                }
                try connection.transaction { connection in
                    _ = try connection.query(
                        "SELECT `name` FROM `wharf_locks` WHERE `name` = ? FOR UPDATE",
                        [.text(Report.hiresByQuarter.lock)])
                    try run.meet(at: "locked")
                    try eventually { try Self.waiting(connection) == 12 }
                }
                return nil
            }
            #expect(Set(found.compactMap(\.self)).count == 2)
            #expect(try station.stored("MAX(number)", "report_refreshes") == ["2"])
        }

        /// By a lock that is never given back; the refresh gives up after its own limit, not the session's.
        @Test func refresh_GivesUp_WhereOthersDoNotEnd() throws {
            let station = try Self.station()
            let holder = try Connection(station.database.settings)
            try holder.transaction { holder in
                _ = try holder.query(
                    "SELECT `name` FROM `wharf_locks` WHERE `name` = ? FOR UPDATE", [.text(Report.hiresByQuarter.lock)])
                let stopwatch = Stopwatch()
                let problem = try #require(throws: Problem.self) { try station.refresh(.hiresByQuarter, 2021) }
                #expect(problem.type == .busy && stopwatch.seconds < Double(RefreshRun.waitSeconds) + 10)
                // Other reports go on.
                #expect(try station.refresh(.hiresByDepartment, 2021).fact("hires") == 500)
            }
            #expect(!station.connection.isInTransaction)
            let wait = try station.connection.query("SELECT @@SESSION.innodb_lock_wait_timeout")[0][0].int
            #expect(wait == Int64(station.database.settings.lockWaitTimeoutSeconds))
            #expect(try station.refresh(.hiresByQuarter, 2021).number == 1)
        }

        /// Connections to this database that wait for a lock.
        private static func waiting(_ connection: Connection) throws -> Int {
            let sql = """
                SELECT COUNT(*)
                  FROM information_schema.PROCESSLIST
                 WHERE DB = DATABASE()
                   AND ID <> CONNECTION_ID()
                   AND INFO LIKE '%wharf_locks%FOR UPDATE%'
                """
            return try connection.query(sql)[0][0].integer ?? 0
        }

        /// Waits for nobody who writes to what it reads, and keeps nobody from it.
        @Test func refresh_NeitherWaitsForWriters_NorHoldsThemUp() throws {
            let station = try Self.station()
            let writer = try Connection(station.database.settings)
            try writer.transaction { writer in
                try writer.execute("INSERT INTO hired_employees VALUES (99999, 'x', '2021-05-01', 1, 1)")
                try writer.execute("UPDATE departments SET department = 'other' WHERE id = 2")
                #expect(try station.refresh(.hiresByQuarter, 2021).fact("hires") == 500)
                try station.connection.transaction { connection in
                    try connection.execute("DELETE FROM \(station.database.reporting.quoted("hires_by_q"))")
                    try writer.execute("UPDATE hired_employees SET name = 'y' WHERE id < 600")
                }
            }
            #expect(try station.refresh(.hiresByQuarter, 2021).fact("hires") == 501)
        }

        /// By the server's own counters: a year is read by the index, once, and nothing is put on disk.
        @Test(arguments: [Report.hiresByQuarter, .hiresByDepartment])
        func refresh_ReadsItsYearAlone(_ report: Report) throws {
            let station = try Self.station()
            try station.refresh(report, 2021)
            try station.connection.execute("FLUSH STATUS")
            let refresh = try station.refresh(report, 2021)
            var counters: [String: Int] = [:]
            for row in try station.connection.query("SHOW SESSION STATUS") {
                counters[row[0].string ?? ""] = row[1].integer
            }
            #expect(counters["Created_tmp_disk_tables"] == 0 && counters["Select_full_join"] == 0)
            // The 500 hires of the year, and the rows of the reporting table three times: facts, those shed, read back.
            let rows = try #require(counters["Handler_read_next"])
            #expect(rows >= 500 && rows <= 500 + 3 * max(refresh.rows, 20) + 50, "\(rows)")
        }
    }
}

extension Report: CustomTestStringConvertible {
    public var testDescription: String { name }
}
