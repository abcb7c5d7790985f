import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    struct ReportOfficeTests {
        private func office(_ station: ReportStation) throws -> ReportOffice {
            ReportOffice(try station.database.serviceSettings) { _ in }
        }

        @Test func refresh_TakesTheYearsAskedFor() throws {
            let station = try ReportStation()
            try station.name(departments: 1, jobs: 1)
            try station.hire([("2020-02-01", 1, 1), ("2021-02-01", 1, 1), ("2023-02-01", 1, 1)])
            let office = try office(station)
            #expect(try office.refresh(["hires_q"], .newest).lines.count == 1)
            #expect(try station.stored("year", "hires_by_q") == ["2023"])
            #expect(try office.refresh(["hires_q", "hires_depa"], .one(2020)).lines.count == 2)
            #expect(try station.stored("year", "hires_by_q", "ORDER BY 1") == ["2020", "2023"])
            let all = try office.refresh([], .all)
            #expect(all.isGood && all.lines.count == 6)
            #expect(all.lines[0].hasPrefix("hires_q 2020: 1 rows in \(station.database.reporting.name).hires_by_q"))
            #expect(try station.stored("year", "hires_by_q", "ORDER BY 1") == ["2020", "2021", "2023"])
            let list = try office.list()
            #expect(list.lines.contains { $0.hasPrefix("  2021: 1 rows, refreshed at ") })
        }

        @Test func wrongOrders_AreToldApart_FromAnAbsentDatabase() throws {
            let station = try ReportStation()
            let office = try office(station)
            for attempt in [
                { try office.refresh(["nope"], .newest) }, { try office.refresh([], .one(99)) },
                { try office.grant("@", runs: false) },
            ] {
                #expect(try #require(throws: CommandError.self) { try attempt() }.exitStatus == 64)
            }
            var settings = try station.database.serviceSettings
            settings.database.socket = "/nonexistent"
            let absent = ReportOffice(settings) { _ in }
            #expect(try #require(throws: CommandError.self) { try absent.list() }.exitStatus == 69)
        }
    }
}
