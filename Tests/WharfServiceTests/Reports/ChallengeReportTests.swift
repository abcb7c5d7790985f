import Foundation
import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// The numbers that are published for the challenge's files.
    @Suite(
        .enabled(
            if: ChallengeFiles.folder != nil, "the challenge's files are not there: set WHARF_CHALLENGE to their folder"
        ))
    struct ChallengeReportTests {
        private static func station() throws -> ReportStation {
            let station = try ReportStation()
            let files = try ["departments", "jobs", "hired_employees"].map {
                UploadedFile($0, try ChallengeFiles.read($0))
            }
            _ = try LoadStation(station.database).load(files)
            return station
        }

        /// What a server or a client may have set, and must not matter.
        private static let sessions = [
            "SET time_zone = '-05:00'", "SET div_precision_increment = 0",
            "SET collation_connection = latin1_general_cs",
            "SET sql_mode = ''", "SET sql_mode = 'ANSI,TRADITIONAL'",
            "SET lc_time_names = 'de_DE', default_week_format = 7",
        ]

        @Test(arguments: [""] + sessions)
        func numbers_AreThePublishedOnes(_ session: String) throws {
            let station = try Self.station()
            if !session.isEmpty { try station.connection.execute(session) }
            let hires = try station.refresh(.hiresByQuarter, 2021)
            #expect(hires.rows == 933)
            #expect(["hires", "q1", "q2", "q3", "q4"].map { hires.fact($0) } == [1643, 249, 454, 453, 487])
            #expect(hires.openRejects == ["hired_employees": 70, "departments": 0, "jobs": 0])
            let rows = try station.stored(
                "department, job, q1, q2, q3, q4", "hires_by_q", "WHERE year = 2021 ORDER BY department, job")
            #expect(rows.first == "Accounting|Account Representative IV|1|0|0|0")
            #expect(rows.last == "Training|Web Developer III|0|1|0|0")
            let departments = try station.refresh(.hiresByDepartment, 2021)
            #expect(departments.fact("mean") == Decimal(string: "136.9167") && departments.fact("departments") == 12)
            #expect(
                try station.stored("id, department, hired, mean_hired", "hires_by_dpt", "ORDER BY hired DESC, id") == [
                    "8|Support|216|136.9167", "5|Engineering|205|136.9167", "6|Human Resources|201|136.9167",
                    "7|Services|200|136.9167", "4|Business Development|185|136.9167",
                    "3|Research and Development|148|136.9167", "9|Marketing|142|136.9167",
                ])
            #expect(try station.refresh(.hiresByQuarter, 2022).fact("hires") == 286)
            #expect(try station.refresh(.hiresByDepartment, 2022).fact("mean") == Decimal(string: "23.8333"))
        }

        @Test func views_SayTheSame() throws {
            let station = try Self.station()
            for year in [2021, 2022] { try station.refresh(.hiresByQuarter, year) }
            #expect(
                try station.stored(
                    "quarter_start, year, quarter, SUM(hires)", "hires_by_q_long",
                    "WHERE year = 2021 GROUP BY 1, 2, 3 ORDER BY 1") == [
                        "2021-01-01|2021|1|249", "2021-04-01|2021|2|454", "2021-07-01|2021|3|453",
                        "2021-10-01|2021|4|487",
                    ])
            #expect(
                try station.stored(
                    "`time`, SUM(hires)", "hires_by_q_time",
                    "WHERE `time` >= '2021-07-01' AND `time` < '2022-01-01' GROUP BY 1 ORDER BY 1")
                    == ["2021-07-01 00:00:00|453", "2021-10-01 00:00:00|487"])
        }

        @Test func rejects_AreOpen_UntilTheirFileComesAgain() throws {
            let station = try Self.station()
            let year = try ReportYears(report: .rejectsByCode, connection: station.connection).current().number
            let first = try station.refresh(.rejectsByCode, year)
            #expect(first.fact("rejects") == 70)
            #expect(
                try station.stored("table_name, code, rejects", "rejects_by_code") == ["hired_employees|missing|70"])
            let files = [UploadedFile("hired_employees", try ChallengeFiles.read("hired_employees"))]
            _ = try LoadStation(station.database).load(files, options: ["dry_run": "true"])
            #expect(try station.refresh(.rejectsByCode, year).fact("rejects") == 70)
            _ = try LoadStation(station.database).load(files, options: ["on_duplicate": "skip"])
            #expect(try station.refresh(.rejectsByCode, year).fact("rejects") == 70)
            _ = try LoadStation(station.database).load([UploadedFile("jobs", "900,B\n901,C\nx,A\n902,\n903,\n")])
            try station.refresh(.rejectsByCode, year)
            let codes = try station.stored("table_name, code, rejects", "rejects_by_code", "ORDER BY 1, 2")
            #expect(codes == ["hired_employees|missing|70", "jobs|missing|2", "jobs|not_an_integer|1"])
            let open = try OpenRejects(connection: station.connection).counts(of: ["hired_employees", "jobs"])
            #expect(open == ["hired_employees": 70, "jobs": 3])
            let wrong = try LoadStation(station.database).load([UploadedFile("jobs", "904,B\n905,\n")])
            try LoadStation(station.database).undo(wrong["jobs"].id)
            #expect(try OpenRejects(connection: station.connection).counts(of: ["jobs"]) == ["jobs": 3])
        }

        @Test func loads_AreSummed_ByDayAndTable() throws {
            let station = try Self.station()
            let year = try ReportYears(report: .loadsByDay, connection: station.connection).current().number
            _ = try LoadStation(station.database).load([UploadedFile("jobs", "900,A\n901,\n")])
            _ = try LoadStation(station.database).load([UploadedFile("jobs", "x,A\n")])
            _ = try LoadStation(station.database).load([UploadedFile("jobs", "902,A\n")], options: ["dry_run": "true"])
            let wrong = try LoadStation(station.database).load([UploadedFile("jobs", "903,A\n904,\n")])
            try LoadStation(station.database).undo(wrong["jobs"].id)
            try station.refresh(.loadsByDay, year)
            #expect(
                try station.stored(
                    "table_name, loads, failed, records, inserted, updated, unchanged, rejected", "loads_by_day",
                    "ORDER BY 1") == [
                        "departments|1|0|12|12|0|0|0", "hired_employees|1|0|1999|1929|0|0|70",
                        "jobs|2|1|185|184|0|0|1",
                    ])
        }
    }
}
