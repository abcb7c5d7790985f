import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    struct ReportingSchemaTests {
        /// Names, types and order of everything that a BI tool may rely on. A line here never changes and never goes; new
        /// ones come at the end of their table.
        private static let recorded = [
            "hires_by_dpt.year smallint unsigned", "hires_by_dpt.id int unsigned",
            "hires_by_dpt.department varchar(255)",
            "hires_by_dpt.hired bigint", "hires_by_dpt.mean_hired decimal(20,4)",
            "hires_by_dpt.refreshed_at datetime(6)",
            "hires_by_q.year smallint unsigned", "hires_by_q.department_id int unsigned",
            "hires_by_q.department varchar(255)", "hires_by_q.job_id int unsigned", "hires_by_q.job varchar(255)",
            "hires_by_q.q1 bigint", "hires_by_q.q2 bigint", "hires_by_q.q3 bigint", "hires_by_q.q4 bigint",
            "hires_by_q.refreshed_at datetime(6)", "hires_by_q_long.quarter_start date",
            "hires_by_q_long.year smallint unsigned", "hires_by_q_long.quarter int",
            "hires_by_q_long.department varchar(255)", "hires_by_q_long.job varchar(255)",
            "hires_by_q_long.hires bigint",
            "hires_by_q_time.time datetime", "hires_by_q_time.year smallint unsigned", "hires_by_q_time.quarter int",
            "hires_by_q_time.department varchar(255)", "hires_by_q_time.job varchar(255)",
            "hires_by_q_time.hires bigint",
            "loads_by_day.year smallint unsigned", "loads_by_day.day date", "loads_by_day.table_name varchar(64)",
            "loads_by_day.loads bigint", "loads_by_day.failed bigint", "loads_by_day.records bigint",
            "loads_by_day.inserted bigint", "loads_by_day.updated bigint", "loads_by_day.unchanged bigint",
            "loads_by_day.rejected bigint", "loads_by_day.refreshed_at datetime(6)",
            "rejects_by_code.year smallint unsigned", "rejects_by_code.table_name varchar(64)",
            "rejects_by_code.code varchar(64)", "rejects_by_code.day date", "rejects_by_code.rejects bigint",
            "rejects_by_code.refreshed_at datetime(6)", "report_refreshes.report varchar(64)",
            "report_refreshes.year smallint unsigned", "report_refreshes.number bigint",
            "report_refreshes.id varchar(64)",
            "report_refreshes.rows_written bigint", "report_refreshes.seconds double",
            "report_refreshes.refreshed_at datetime(6)", "report_refreshes.facts text",
            "report_refreshes.open_rejects text", "report_refreshes.digest char(64)",
        ]

        private func live(_ database: ScratchDatabase) throws -> [String] {
            try database.connection.query(
                """
                SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE
                  FROM information_schema.COLUMNS
                 WHERE TABLE_SCHEMA = ?
                 ORDER BY TABLE_NAME, ORDINAL_POSITION
                """, [.text(database.reporting.name)]
            ).map { row in
                // Without display widths and MariaDB's remark on a view's times; MySQL has larger integers in views.
                let type = (row[2].string ?? "").replacing(/int\(\d+\)/, with: "int").replacing(/\s\/\*.*/, with: "")
                return "\(row[0].string ?? "").\(row[1].string ?? "") \(type)"
                    .replacing("quarter bigint", with: "quarter int")
            }
        }

        private func schema(_ database: ScratchDatabase) -> ReportingSchema {
            ReportingSchema(connection: database.connection, database: database.reporting)
        }

        @Test func liveSchema_IsTheRecordedOne() throws {
            #expect(try live(ScratchDatabase(hasReports: true)) == Self.recorded)
        }

        @Test func everyColumn_HasAComment() throws {
            let database = try ScratchDatabase(hasReports: true)
            let silent = try database.connection.query(
                """
                SELECT COLUMN_NAME
                  FROM information_schema.COLUMNS
                  JOIN information_schema.TABLES USING (TABLE_SCHEMA, TABLE_NAME)
                 WHERE TABLE_SCHEMA = ?
                   AND TABLE_TYPE = 'BASE TABLE'
                   AND (COLUMN_COMMENT = '' OR TABLE_COMMENT = '')
                """, [.text(database.reporting.name)])
            #expect(silent.isEmpty)
        }

        @Test func secondTime_ChangesNothing() throws {
            let database = try ScratchDatabase(hasReports: true)
            try database.connection.execute(
                "INSERT INTO \(database.reporting.quoted("hires_by_dpt")) VALUES (2021, 1, 'a', 2, 1.5, '2026-01-01')")
            #expect(try schema(database).apply() == [])
            #expect(try database.rows("SELECT hired FROM \(database.reporting.quoted("hires_by_dpt"))") == ["2"])
            #expect(try database.rows("SELECT DATABASE() LIKE 'wharf%reporting'") == ["0"])
        }

        @Test func missingColumnAndView_AreAdded_AndMissedBefore() throws {
            let database = try ScratchDatabase(hasReports: true)
            let table = database.reporting.quoted("hires_by_q")
            try database.connection.execute("ALTER TABLE \(table) DROP COLUMN `q4`")
            try database.connection.execute("DROP VIEW \(database.reporting.quoted("hires_by_q_long"))")
            let missing = try #require(throws: ReportingSchemaMissing.self) { try schema(database).check() }
            #expect(missing.table.hasSuffix("hires_by_q"))
            #expect(try schema(database).apply() == ["\(database.reporting.name).hires_by_q"])
            try schema(database).check()
            #expect(Set(try live(database)) == Set(Self.recorded))
        }

        @Test func otherType_IsRefused_AndNothingIsDone() throws {
            let database = try ScratchDatabase(hasReports: true)
            let table = database.reporting.quoted("hires_by_dpt")
            try database.connection.execute("ALTER TABLE \(table) MODIFY `hired` VARCHAR(10) NOT NULL")
            let error = try #require(throws: ReportingSchemaError.self) { try schema(database).apply() }
            #expect(error.column.hasSuffix("hires_by_dpt.hired") && error.found == "varchar(10)")
        }

        @Test func service_DoesNotStart_WithoutTheTables() throws {
            let database = try ScratchDatabase()
            #expect(throws: ReportingSchemaMissing.self) {
                try Service(database.serviceSettings, logger: .silent)
            }
        }

        @Test func reader_SeesTheReportingTables_AndNothingElse() throws {
            let database = try ScratchDatabase(hasReports: true)
            let reader = try ReportReader(of: database)
            let connection = try Connection(reader.settings)
            let names = Set(try connection.texts("SHOW TABLES"))
            #expect(names == Set(Self.recorded.map { String($0.prefix { $0 != "." }) }))
            for name in names { _ = try connection.texts("SELECT COUNT(*) FROM `\(name)`") }
            #expect(try connection.texts("SHOW DATABASES LIKE 'wharf%'") == [database.reporting.name])
            let home = Connection.quoteIdentifier(database.settings.database ?? "")
            for refused in [
                "SELECT * FROM \(home).`hired_employees`", "SELECT * FROM \(home).`wharf_tokens`",
                "DELETE FROM `hires_by_q`", "INSERT INTO `hires_by_dpt` VALUES (2021, 1, 'a', 2, 1.5, '2026-01-01')",
                "UPDATE `hires_by_q` SET `q1` = 0", "DROP TABLE `hires_by_q`", "CREATE TABLE `mine` (`i` INT)",
                "TRUNCATE TABLE `hires_by_q`", "CREATE VIEW `v` AS SELECT 1", "LOCK TABLES `hires_by_q` WRITE",
                "ALTER TABLE `hires_by_q` ADD `x` INT", "USE \(home)", "SELECT * FROM mysql.user",
                "GRANT SELECT ON \(database.reporting.quoted("hires_by_q")) TO CURRENT_USER",
            ] {
                #expect(throws: MariaDBError.self, "\(refused)") { try connection.execute(refused) }
            }
        }
    }
}

/// A user with what `wharf report grant` gives, for the length of a test.
final class ReportReader {
    let settings: ConnectionSettings
    private let database: ScratchDatabase
    private let account: String

    init(of database: ScratchDatabase) throws {
        self.database = database
        let name = "bi_\(UInt32.random(in: 0...UInt32.max))"
        account = "'\(name)'@'localhost'"
        var settings = database.settings
        (settings.user, settings.password, settings.database) = (name, "reads only", database.reporting.name)
        self.settings = settings
        try database.connection.execute("CREATE USER \(account) IDENTIFIED BY 'reads only'")
        var service = try database.serviceSettings
        service.database = database.settings
        let office = ReportOffice(service) { _ in }
        _ = try office.grant("\(name)@localhost", runs: true)
    }

    deinit { _ = try? database.connection.execute("DROP USER \(account)") }
}
