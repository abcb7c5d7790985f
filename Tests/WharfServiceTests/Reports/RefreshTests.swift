import Foundation
import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    struct RefreshTests {
        @Test func quarters_AreHalfOpen_ToTheMicrosecond() throws {
            let station = try ReportStation()
            try station.name(departments: 1, jobs: 1)
            try station.hire([
                ("2020-12-31 23:59:59.999999", 1, 1), ("2021-01-01 00:00:00", 1, 1),
                ("2021-03-31 23:59:59.999999", 1, 1), ("2021-04-01 00:00:00", 1, 1),
                ("2021-06-30 23:59:59.999999", 1, 1), ("2021-07-01 00:00:00", 1, 1),
                ("2021-09-30 23:59:59.999999", 1, 1), ("2021-10-01 00:00:00", 1, 1),
                ("2021-12-31 23:59:59.999999", 1, 1), ("2022-01-01 00:00:00", 1, 1),
            ])
            let refresh = try station.refresh(.hiresByQuarter, 2021)
            #expect(try station.stored("q1, q2, q3, q4", "hires_by_q") == ["2|2|2|2"])
            #expect(refresh.fact("hires") == 8 && refresh.rows == 1)
            try station.refresh(.hiresByDepartment, 2021)
            #expect(try station.stored("*", "hires_by_dpt") == [])
        }

        @Test(arguments: [1000, 9999])
        func yearAtTheEnd_IsWhole(_ year: Int) throws {
            let station = try ReportStation()
            try station.name(departments: 2, jobs: 1)
            try station.hire([("\(year)-01-01 00:00:00", 1, 1), ("\(year)-12-31 23:59:59.999999", 1, 1)])
            try station.refresh(.hiresByQuarter, year)
            #expect(try station.stored("year, q1, q4", "hires_by_q") == ["\(year)|1|1"])
            try station.refresh(.hiresByDepartment, year)
            #expect(try station.stored("hired, mean_hired", "hires_by_dpt") == ["2|1.0000"])
            #expect(try station.years(.hiresByQuarter) == [year])
        }

        @Test func nothing_IsARefresh_OfNoRows() throws {
            let station = try ReportStation()
            for report in Report.all {
                let refresh = try station.refresh(report, 2021)
                #expect(refresh.rows == 0 && refresh.number == 1)
                #expect(refresh.facts.filter { $0.key != "mean" }.allSatisfy { $0.value == 0 }, "\(report.name)")
                #expect(try ReportYears(report: report, connection: station.connection).newest() == nil)
            }
            #expect(try station.refresh(.hiresByDepartment, 2021).fact("mean") == nil)
        }

        @Test func lastTimes_AreThoseOfTheNewestRefresh_WhateverItsYear() throws {
            let station = try ReportStation()
            let store = RefreshStore(connection: station.connection, reporting: station.database.reporting)
            #expect(try store.lastTimes() == [:])
            let before = Date().timeIntervalSince1970.rounded(.down)
            for year in [2022, 2021, 2021] { try station.refresh(.hiresByQuarter, year) }
            try station.database.connection.execute(
                """
                UPDATE \(station.database.reporting.quoted("report_refreshes"))
                   SET refreshed_at = '2001-09-09 01:46:40'
                 WHERE year = 2022 OR number = 1
                """)
            let times = try store.lastTimes()
            #expect(times.keys.sorted() == ["hires_q"])
            #expect(try #require(times["hires_q"]) >= before)
            try station.database.connection.execute(
                "UPDATE \(station.database.reporting.quoted("report_refreshes")) SET refreshed_at = '2001-09-09 01:46:40'"
            )
            #expect(try store.lastTimes() == ["hires_q": 1_000_000_000])
        }

        /// 20,001 departments: the mean differs from 1 by less than its four digits show.
        @Test func mean_IsExact_WhereItsDigitsAreNot() throws {
            let station = try ReportStation()
            try station.database.connection.execute("CREATE TABLE digits (n INT PRIMARY KEY)")
            try station.database.connection.execute(
                "INSERT INTO digits VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)")
            try station.database.connection.execute(
                """
                INSERT INTO departments
                SELECT 1 + a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n, 'd'
                  FROM digits AS a, digits AS b, digits AS c, digits AS d, digits AS e
                 WHERE a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n <= 20000
                """)
            try station.database.connection.execute("INSERT INTO jobs VALUES (1, 'j')")
            try station.database.connection.execute(
                "INSERT INTO hired_employees SELECT id, 'x', '2021-05-01', id, 1 FROM departments WHERE id > 1")
            let refresh = try station.refresh(.hiresByDepartment, 2021)
            #expect(refresh.fact("mean") == 1 && refresh.fact("departments") == 20_001)
            #expect(refresh.rows == 20_000)
        }

        @Test func departmentsAtTheMean_AreNotAboveIt_AndTiesAreById() throws {
            let station = try ReportStation()
            try station.name(departments: 5, jobs: 1)
            try station.hire([3, 3, 3, 2, 2, 2, 4, 4].map { ("2021-05-01", $0, 1) })
            let refresh = try station.refresh(.hiresByDepartment, 2021)
            #expect(refresh.fact("mean") == Decimal(string: "1.6"))
            #expect(
                try station.stored("id, hired, mean_hired", "hires_by_dpt", "ORDER BY hired DESC, id")
                    == ["2|3|1.6000", "3|3|1.6000", "4|2|1.6000"])
        }

        @Test func refresh_ReplacesItsYearAlone() throws {
            let station = try ReportStation()
            try station.name(departments: 1, jobs: 1)
            try station.hire([("2020-02-01", 1, 1), ("2021-02-01", 1, 1)])
            for year in [2020, 2021] { try station.refresh(.hiresByQuarter, year) }
            try station.database.connection.execute("UPDATE hired_employees SET `datetime` = '2021-05-01'")
            try station.refresh(.hiresByQuarter, 2021)
            #expect(
                try station.stored("year, q1, q2", "hires_by_q", "ORDER BY year") == ["2020|1|0", "2021|0|2"])
            #expect(try station.years(.hiresByQuarter) == [2020, 2021])
            try station.refresh(.hiresByQuarter, 2020)
            #expect(try station.years(.hiresByQuarter) == [2021])
        }

        @Test func years_AreFound_HoweverFarApart() throws {
            let station = try ReportStation()
            try station.name(departments: 1, jobs: 1)
            try station.hire(
                [1000, 1999, 2000, 2021, 9999].flatMap { [("\($0)-06-01", 1, 1), ("\($0)-12-31", 1, 1)] })
            #expect(try station.years(.hiresByQuarter) == [1000, 1999, 2000, 2021, 9999])
            let newest = try ReportYears(report: .hiresByQuarter, connection: station.connection).newest()
            #expect(newest?.number == 9999)
        }

        @Test func failure_LeavesTheOldRows_AndNoRefresh() throws {
            let station = try ReportStation()
            try station.name(departments: 1, jobs: 1)
            try station.hire([("2021-02-01", 1, 1)])
            let first = try station.refresh(.hiresByQuarter, 2021)
            let table = station.database.reporting.quoted("report_refreshes")
            try station.database.connection.execute("ALTER TABLE \(table) RENAME COLUMN `digest` TO `other`")
            try station.hire([("2021-02-02", 1, 1)])
            #expect(throws: MariaDBError.self) { try station.refresh(.hiresByQuarter, 2021) }
            try station.database.connection.execute("ALTER TABLE \(table) RENAME COLUMN `other` TO `digest`")
            #expect(try station.stored("q1", "hires_by_q") == ["1"])
            #expect(try station.stored("id", "report_refreshes") == [first.id.description])
            #expect(!station.connection.isInTransaction)
            #expect(try station.refresh(.hiresByQuarter, 2021).number == 2)
        }

        @Test func knownRefresh_StaysTheNewest_UntilSomethingChanges() throws {
            let station = try ReportStation()
            try station.name(departments: 2, jobs: 1)
            try station.hire([("2021-02-01", 1, 1)])
            let first = try station.refresh(.hiresByQuarter, 2021)
            guard case .unchanged(first) = try station.run(.hiresByQuarter, 2021).run(known: first.id) else {
                Issue.record("the same rows are another refresh")
                return
            }
            #expect(try station.stored("COUNT(*)", "report_refreshes") == ["1"])
            // Whoever knows another one gets a refresh of his own.
            let second = try station.run(.hiresByQuarter, 2021).run(known: LoadIdentifier())
            #expect(second.refresh.number == 2 && second.refresh.digest == first.digest)
            try station.database.connection.execute("UPDATE departments SET department = 'new' WHERE id = 1")
            guard case .refreshed(let third) = try station.run(.hiresByQuarter, 2021).run(known: second.refresh.id)
            else {
                Issue.record("other rows are the same refresh")
                return
            }
            #expect(third.number == 3 && third.digest != first.digest)
        }

        @Test func history_ForgetsWhatIsLongPast() throws {
            let station = try ReportStation()
            let table = station.database.reporting.quoted("report_refreshes")
            for _ in 0..<2 { try station.refresh(.hiresByQuarter, 2021) }
            try station.database.connection.execute(
                "UPDATE \(table) SET number = \(RefreshStore.keptCount) WHERE number = 2")
            try station.refresh(.hiresByQuarter, 2021)
            let kept = [RefreshStore.keptCount, RefreshStore.keptCount + 1].map { "\($0)" }
            #expect(try station.stored("number", "report_refreshes", "ORDER BY number") == kept)
        }

        @Test func order_IsTheColumnsCollation_WhateverTheSessionSays() throws {
            let station = try ReportStation()
            for (id, name) in ["zoo", "Äpfel", "apfel", "Zoo", "émile", "Emil"].enumerated() {
                try station.database.connection.execute(
                    "INSERT INTO departments VALUES (?, ?)", [SQLValue(id + 1), .text(name)])
            }
            try station.database.connection.execute("INSERT INTO jobs VALUES (1, 'j')")
            try station.hire((1...6).map { ("2021-02-01", $0, 1) })
            try station.connection.execute("SET collation_connection = utf8mb4_bin")
            let page = ReportPage(.csv, spool: try SpoolScratch().makeFolder().makeFile())
            _ = try station.run(.hiresByQuarter, 2021).run(into: page)
            let names = try page.text.split(separator: "\r\n").map { $0.split(separator: ",")[1] }
            #expect(names == ["Äpfel", "apfel", "Emil", "émile", "zoo", "Zoo"])
        }
    }
}

extension ReportPage {
    var text: String {
        get throws {
            var bytes: [UInt8] = []
            try write { bytes += $0 }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
