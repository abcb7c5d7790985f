import Bucket
import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Each role's work, with exactly the rights that `wharf grant` prints.
    struct RoleTests {
        @Test func migrator_MakesBothDatabases() throws {
            let database = try ScratchDatabase(isMigrated: false)
            let migrator = try RoleUser(.migrator, of: database).grant()
            defer { withExtendedLifetime(migrator) {} }
            let applied = try Migrator(try migrator.serviceSettings).run()
            #expect(applied.contains("tables"))
            #expect(try Migrator(try migrator.serviceSettings).run() == [])
            #expect(try database.count("departments") == 0)
        }

        @Test func loader_LoadsAtOnceAndByTwin() throws {
            let database = try ScratchDatabase(hasReports: true)
            let loader = try RoleUser(.loader, of: database).grant()
            defer { withExtendedLifetime(loader) {} }
            let station = try LoadStation(loader.connectionSettings)
            let small = try station.load(UploadedFile("departments", "1,a\n2,b\n"), UploadedFile("jobs", "1,x\n"))
            #expect(small.sums == ["2/2/0/0/0", "1/1/0/0/0"])
            let rows = (1...60_000).map { "\($0),n\($0),2021-01-01T00:00:00Z,1,1\n" }.joined()
            let large = try station.load(UploadedFile("hired_employees", rows))
            #expect(large.sums == ["60000/60000/0/0/0"])
            #expect(large["hired_employees"].warnings == [])
        }

        @Test func loader_BacksUpRestoresDrillsAndRefreshes() throws {
            let database = try ScratchDatabase(hasReports: true)
            let bucket = try ScratchBucket()
            let loader = try RoleUser(.loader, of: database).grant()
            defer { withExtendedLifetime(loader) {} }
            try database.connection.execute("INSERT INTO departments VALUES (1, 'a'), (2, 'b')")
            var settings = try loader.serviceSettings
            settings.bucketPath = bucket.path
            let office = try BackupOffice(settings, clerk: "tester") { _ in }
            #expect(try office.backUp("departments").isGood)
            try database.connection.execute("DELETE FROM departments")
            #expect(try office.restore(BackupOffice.Order(table: "departments")).isGood)
            #expect(try database.count("departments") == 2)
            #expect(try office.verify(nil, table: "departments", level: "drill").isGood)
            #expect(try ReportOffice(settings) { _ in }.refresh([], .one(2021)).isGood)
        }

        @Test func loader_LoadsAtTheCommandLine_AndTellsTheStatus() throws {
            let station = try OfficeStation()
            let loader = try RoleUser(.loader, of: station.database).grant()
            defer { withExtendedLifetime(loader) {} }
            try station.files.put("1,a\n", into: "departments.csv")
            var settings = try loader.serviceSettings
            settings.spoolPath = station.spool.path
            let office = LoadOffice(settings, clerk: "tester") { _ in }
            #expect(try office.load(station.order(["departments.csv"])) { false }.exitStatus == 0)
            #expect(try office.loads(into: nil, state: nil, limit: 1).lines.count == 1)
            let status = try StatusOffice(settings, socket: "\(station.files.path)/none").report()
            #expect(status.lines.filter { $0.hasPrefix("BAD") }.count == 1, "nothing but the service is missing")
        }

        @Test func reporter_RefreshesEveryReport_AndReadsNoToken() throws {
            let database = try ScratchDatabase(hasReports: true)
            let reporter = try RoleUser(.reporter, of: database).grant()
            defer { withExtendedLifetime(reporter) {} }
            #expect(try ReportOffice(try reporter.serviceSettings) { _ in }.refresh([], .all).isGood)
            #expect(try ReportOffice(try reporter.serviceSettings) { _ in }.refresh([], .newest).isGood)
            let connection = try Connection(reporter.connectionSettings)
            for sql in ["SELECT * FROM wharf_tokens", "SELECT * FROM wharf_rejects", "DELETE FROM departments"] {
                let error = #expect(throws: MariaDBError.self) { try connection.execute(sql) }
                #expect(error?.code == .tableAccessDenied)
            }
        }

        @Test func bi_ReadsReports_AndNothingElse() throws {
            let database = try ScratchDatabase(hasReports: true)
            let user = try RoleUser(.bi, of: database).grant()
            defer { withExtendedLifetime(user) {} }
            var settings = user.connectionSettings
            settings.database = database.reporting.name
            let connection = try Connection(settings)
            #expect(try connection.texts("SELECT * FROM hires_by_q_long") == [])
            #expect(throws: MariaDBError.self) { try connection.execute("DELETE FROM hires_by_q") }
            #expect(throws: MariaDBError.self) {
                try connection.execute("SELECT * FROM `\(database.settings.database ?? "")`.departments")
            }
        }
    }
}

struct GrantOfficeTests {
    private static let environment = ["DB_HOST": "h", "DB_NAME": "hr_1", "DB_USER": "u"]

    private func lines(_ roles: [DatabaseRole], _ names: [DatabaseRole: String] = [:]) throws -> [String] {
        let office = GrantOffice(try ServiceSettings(environment: Self.environment))
        return try office.grants(roles, names: names, prefix: "wharf_", host: "10.0.0.%").lines
    }

    @Test func grants_NameUsersAndDatabases() throws {
        let loader = try lines([.loader])
        #expect(
            loader.contains(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON `hr\\_1\\_reporting`.* TO 'wharf_loader'@'10.0.0.%';"))
        #expect(try lines([.bi], [.bi: "o'x"]).last == "GRANT SELECT ON `hr\\_1\\_reporting`.* TO 'o\\'x'@'10.0.0.%';")
        #expect(try lines([.reporter]).contains("GRANT SELECT ON `hr_1`.`jobs` TO 'wharf_reporter'@'10.0.0.%';"))
    }

    @Test func grants_AskForNoRightOverTheServer_AndSetNoPassword() throws {
        let all = try lines([])
        #expect(!all.contains { $0.contains("*.*") || $0.contains("SUPER") })
        #expect(all.filter { $0.contains("CREATE USER") }.allSatisfy { $0.hasPrefix("-- ") })
        #expect(all.count { $0.contains("CREATE USER") } == DatabaseRole.allCases.count)
    }

    @Test func nameThatIsNone_IsRefused() {
        #expect(throws: CommandError.self) { try lines([.bi], [.bi: String(repeating: "x", count: 33)]) }
    }
}
