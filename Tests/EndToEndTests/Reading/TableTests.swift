import MariaDB
import Testing

extension EndToEndTests {
    @Suite(.oneResponder)
    struct TableTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        @Test func tables_AreListed_WithoutWharfsOwn() throws {
            let list = try stack.get("/tables").json(TableList.self)
            #expect(list.tables.map(\.name).sorted() == ["departments", "hired_employees", "jobs"])
            #expect(list.tables.allSatisfy { $0.loadable && $0.reason == nil })
        }

        @Test(arguments: ["hired_employees", "HIRED_EMPLOYEES", "hired-employee", "hired"])
        func table_IsFound_HoweverItIsSpoken(_ name: String) throws {
            let table = try stack.get("/tables/\(name)").json(TableDocument.self)
            #expect(table.name == "hired_employees")
            #expect(table.columns.map(\.name) == ["id", "name", "datetime", "department_id", "job_id"])
            #expect(table.columns.allSatisfy { $0.required })
            #expect(table.primaryKey == ["id"])
            #expect(Set(table.foreignKeys.map(\.parent)) == ["departments", "jobs"])
        }

        @Test(arguments: ["pets", "wharf_loads", "d", "%27%20OR%201=1"])
        func unknownTable_IsNotFound_AndTheOthersAreNamed(_ name: String) throws {
            let problem = try stack.expectProblem(stack.get("/tables/\(name)"), 404, "unknown-table")
            #expect(problem.detail.contains("departments"))
        }

        @Test func tableWithoutKey_IsListedWithTheReason_AndRefused() throws {
            try stack.execute("CREATE TABLE `notes` (`text` VARCHAR(20))")
            defer { #expect(throws: Never.self) { try stack.execute("DROP TABLE `notes`") } }
            let table = try stack.get("/tables/notes").json(TableDocument.self)
            #expect(!table.loadable)
            #expect(table.reason?.contains("primary key") == true)
            try stack.expectProblem(stack.upload([.file("notes", "x\n")]), 422, "table-not-loadable")
        }
    }

    /// A table that nobody told the service about.
    @Suite(.oneResponder)
    struct SalariesTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private static let definition = """
            CREATE TABLE `salaries` (
                `employee_id` INT UNSIGNED NOT NULL,
                `valid_from` DATE NOT NULL,
                `amount` DECIMAL(9, 2) NOT NULL,
                `bonus` SMALLINT UNSIGNED NULL,
                `currency` ENUM ('EUR', 'USD', 'CLP') NOT NULL DEFAULT 'USD',
                PRIMARY KEY (`employee_id`, `valid_from`)
            )
            """

        private static let columns = ["employee_id", "valid_from", "amount", "bonus", "currency"]

        @Test func newTable_IsListedAndLoaded_WithoutARestart() throws {
            let responder = try stack.pid(of: "wharf")
            #expect(try stack.get("/tables/salaries").status == 404)
            try stack.execute(Self.definition)
            let table = try stack.get("/tables/salaries").json(TableDocument.self)
            #expect(table.loadable)
            #expect(table.primaryKey == ["employee_id", "valid_from"])
            #expect(table.columns.map(\.required) == [true, true, true, false, false])
            #expect(table.columns.map(\.nullable) == [false, false, false, true, false])
            let text = """
                Employee ID;Valid-From;Amount;Bonus;Currency
                1;2021-01-01;1234567.89;100;EUR
                1;2022-01-01;1300000.00;;USD
                2;2021-01-01;0.01;65535;CLP
                2;2022-01-01;"12.5";NULL;USD
                """
            let receipts = try stack.expectSuccess(stack.upload([.file("salary", text)]))
            #expect(receipts.map(\.table) == ["salaries"])
            #expect(receipts.map(\.sum) == [[4, 4, 0, 0, 0]])
            let rows = try stack.query("SELECT * FROM `salaries` ORDER BY `employee_id`, `valid_from`")
            #expect(
                rows.map { $0.values.map { $0.string ?? "-" }.joined(separator: " ") } == [
                    "1 2021-01-01 1234567.89 100 EUR", "1 2022-01-01 1300000.00 - USD", "2 2021-01-01 0.01 65535 CLP",
                    "2 2022-01-01 12.50 - USD",
                ])
            try stack.execute("DROP TABLE `salaries`")
            #expect(try stack.get("/tables/salaries").status == 404)
            try stack.expectProblem(stack.upload([.file("salaries", text)]), 404, "unknown-table")
            #expect(try stack.pid(of: "wharf") == responder)
        }

        /// One record for each reason, and what must be said of it.
        private static let broken: [(record: String, reasons: [String])] = [
            ("3,2021-02-30,1,1,EUR", ["valid_from not_a_date"]),
            ("3,2021-13-01,1,1,EUR", ["valid_from not_a_date"]),
            ("3,soon,1,1,EUR", ["valid_from not_a_date"]),
            ("3,2021-01-02,12345678.00,1,EUR", ["amount out_of_range"]),
            ("3,2021-01-03,1.005,1,EUR", ["amount too_precise"]),
            ("3,2021-01-04,much,1,EUR", ["amount not_a_number"]),
            ("3,2021-01-05,1,-1,EUR", ["bonus out_of_range"]),
            ("3,2021-01-06,1,65536,EUR", ["bonus out_of_range"]),
            ("3,2021-01-07,1,1.5,EUR", ["bonus not_an_integer"]),
            ("3,2021-01-08,1,1,DEM", ["currency not_a_member"]),
            ("-3,2021-01-09,1,1,EUR", ["employee_id out_of_range"]),
            (",2021-01-10,1,1,EUR", ["employee_id missing"]),
            ("3,2021-01-11,,1,EUR", ["amount missing"]),
            ("3,2021-01-12,1,1", [" field_count"]),
            ("3,2021-01-12,1,1,EUR,x", [" field_count"]),
            ("x,y,z,1,EUR", ["employee_id not_an_integer", "valid_from not_a_date", "amount not_a_number"]),
            ("1,2021-01-01,5,6,EUR", ["employee_id repeated_in_file"]),
        ]

        @Test func brokenRecords_AreExplained() throws {
            try stack.execute(Self.definition)
            let lines = ["1,2021-01-01,5,6,EUR", "1,2021-01-02,5,,USD"] + Self.broken.map(\.record)
            let receipt = try #require(
                stack.expectSuccess(stack.upload([.file("salaries", lines.joined(separator: "\n"))])).first)
            #expect(receipt.sum == [2 + Self.broken.count, 2, 0, 0, Self.broken.count])
            let rejects = try stack.rejects(receipt.id)
            for (reject, expected) in zip(rejects, Self.broken) {
                #expect(reject.text == expected.record)
                #expect(reject.errors.map { "\($0.field ?? "") \($0.code)" } == expected.reasons, "\(expected.record)")
                #expect(reject.errors.allSatisfy { $0.message?.isEmpty == false })
            }
            #expect(rejects.map(\.line) == Array(3..<3 + Self.broken.count))
        }

        @Test func tableAlteredDuringTheUpload_IsReadAgain() throws {
            try stack.execute(Self.definition)
            let text = (1...20_000).map { "\($0),2021-01-01,\($0).5,,EUR\n" }.joined()
            let upload = try stack.beginUpload([.file("salaries", text)], "", ["--limit-rate", "300K"])
            try stack.awaitReceiving()
            try stack.execute("ALTER TABLE `salaries` ADD COLUMN `note` VARCHAR(20) NULL")
            let answer = try upload.answer()
            if answer.status == 200 {
                try #expect(stack.expectSuccess(answer).map(\.inserted) == [20_000])
            } else {
                // Six columns now, five fields: the file without a header does not fit any more.
                #expect([409, 422].contains(answer.status))
                #expect(try stack.count("salaries") == 0)
            }
        }
    }
}
