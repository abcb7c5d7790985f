import MariaDB
import Testing

@testable import WharfService

struct ReportSQLTests {
    @Test(
        arguments: [
            ("SELECT 1", "SELECT 1", []), ("a = :x AND b < :y2", "a = ? AND b < ?", ["x", "y2"]),
            (":a:a", "??", ["a", "a"]), ("':a' `:b` \":c\" :d", "':a' `:b` \":c\" ?", ["d"]),
            ("-- time: :no\nSELECT :yes", "SELECT ?", ["yes"]), ("'it''s :a' :b", "'it''s :a' ?", ["b"]),
            ("(:a)", "(?)", ["a"]), ("", "", []),
        ])
    func name_BecomesAPlace(_ text: String, _ sql: String, _ names: [String]) {
        let parsed = ReportSQL(text)
        #expect(parsed.text == sql)
        #expect(parsed.names == names)
        let values = Dictionary(names.map { ($0, SQLValue.text($0)) }) { first, _ in first }
        #expect(parsed.values(values) == names.map(SQLValue.text))
    }

    @Test func textOfEveryReport_KnowsItsParameters() throws {
        let year = try #require(ReportYear(2021))
        for report in Report.all {
            let names = report.sql.names
            #expect(!names.isEmpty && names.allSatisfy { year.parameters[$0] != nil }, "\(report.name)")
            #expect(!report.sql.text.contains("--"))
        }
    }
}

struct ReportYearTests {
    @Test(arguments: [0, 1, 99, 999, 10_000, -2021, Int.min, Int.max])
    func year_IsRefused_WhereTimesCannotHoldIt(_ number: Int) {
        #expect(ReportYear(number) == nil)
    }

    @Test func bounds_AreTheQuarters() throws {
        let parameters = try #require(ReportYear(2021)).parameters
        #expect(parameters["begin"] == "2021-01-01 00:00:00" && parameters["q2"] == "2021-04-01 00:00:00")
        #expect(parameters["q3"] == "2021-07-01 00:00:00" && parameters["q4"] == "2021-10-01 00:00:00")
        #expect(parameters["end"] == "2022-01-01 00:00:00" && parameters["year"] == 2021)
        #expect(ReportYear(9999)?.parameters["end"] == .null)
    }
}

struct EntityTagTests {
    private static let id = "01M8AE4X0JVMF1VBPTP86Q5PQ1"

    @Test(
        arguments: [
            ("\"\(id)-json\"", true), ("W/\"\(id)-json\"", true), ("\"x\", \"\(id)-json\"", true),
            ("\"\(id)-csv\"", false), ("\(id)-json", false), ("\"\(id)json\"", false), ("*", false), ("", false),
            ("\"-json\"", false), ("\"\(id)-brief-json\"", false), ("\"\(id.lowercased())-json\"", false),
        ])
    func header_NamesTheRefresh(_ header: String, _ expected: Bool) {
        #expect((EntityTag.refresh(in: header, form: "json")?.description == Self.id) == expected)
    }

    @Test func nothing_NamesNothing() { #expect(EntityTag.refresh(in: nil, form: "json") == nil) }
}

struct ReportGrantTests {
    @Test(
        arguments: [
            ("bi", "GRANT SELECT ON `hr\\_reporting`.* TO 'bi'@'%'"),
            ("bi@localhost", "GRANT SELECT ON `hr\\_reporting`.* TO 'bi'@'localhost'"),
            ("a@b@10.%", "GRANT SELECT ON `hr\\_reporting`.* TO 'a@b'@'10.%'"),
            ("o'x\\", "GRANT SELECT ON `hr\\_reporting`.* TO 'o\\'x\\\\'@'%'"),
        ])
    func statement_NamesOneUserAndOneDatabase(_ user: String, _ sql: String) throws {
        #expect(try ReportGrant(user, on: ReportingDatabase(name: "hr_reporting")).statement == sql)
    }

    @Test(arguments: ["", "@", "@host", "bi@", String(repeating: "x", count: 33)])
    func user_IsRefused_WhereItIsNone(_ user: String) {
        #expect(throws: CommandError.self) { try ReportGrant(user, on: ReportingDatabase(name: "x")) }
    }

    @Test func backtick_StaysInsideTheName() throws {
        let grant = try ReportGrant("bi", on: ReportingDatabase(name: "a`.* TO x"))
        #expect(grant.statement == "GRANT SELECT ON `a``.* TO x`.* TO 'bi'@'%'")
    }
}
