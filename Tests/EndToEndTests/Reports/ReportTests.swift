import Glibc
import MariaDB
import Testing

extension EndToEndTests {
    /// The metrics over HTTP, with the numbers that are published for the challenge's files.
    @Suite(.enabled(if: ChallengeFiles.folder != nil, "the challenge's files are not here: set WHARF_CHALLENGE"))
    struct ReportTests {
        let stack: Stack

        init() throws {
            stack = try Stack.shared()
            try stack.execute("DELETE FROM `wharf_loads`")
        }

        private func load() throws { try stack.expectSuccess(stack.upload(ChallengeFiles.parts())) }

        private func stored(_ sql: String) throws -> [[SQLValue]] { try stack.query(sql).map(\.values) }

        private func expectPublished() throws {
            let hires = try stack.report("/hires_q?year=2021")
            #expect(hires.status == "SUCCESS" && hires.rows?.count == 933)
            let first = ReportDocument.Row(
                departmentId: 12, department: "Accounting", jobId: 89, job: "Account Representative IV", q1: 1, q2: 0,
                q3: 0, q4: 0)
            #expect(hires.rows?.first == first)
            let last = hires.rows?.last
            #expect(last?.department == "Training" && last?.job == "Web Developer III" && last?.q2 == 1)
            let sums = [\ReportDocument.Row.q1, \.q2, \.q3, \.q4].map { quarter in
                (hires.rows ?? []).reduce(0) { $0 + ($1[keyPath: quarter] ?? 0) }
            }
            #expect(sums == [249, 454, 453, 487])
            #expect(hires.rule.hires == 1643 && hires.rule.timeZone == "UTC")
            #expect(hires.rule.openRejects?["hired_employees"] == 70)
            let above = try stack.report("/hires_depa?year=2021")
            #expect(above.rule.mean == 136.9167 && above.rule.departments == 12)
            #expect(above.rows?.map(\.id) == [8, 5, 6, 7, 4, 3, 9])
            #expect(above.rows?.map(\.hired) == [216, 205, 201, 200, 185, 148, 142])
            #expect(try stack.report("/hires_q?year=2022").rule.hires == 286)
            #expect(try stack.report("/hires_depa?year=2022").rule.mean == 23.8333)
        }

        private func expectPublishedInTables() throws {
            let quarters = try stored(
                "SELECT SUM(q1), SUM(q2), SUM(q3), SUM(q4), COUNT(*) FROM `wharf_reporting`.`hires_by_q` WHERE year = 2021"
            )
            #expect(quarters.map { $0.map(\.int) } == [[249, 454, 453, 487, 933]])
            let above = try stored(
                "SELECT id, hired FROM `wharf_reporting`.`hires_by_dpt` WHERE year = 2021 ORDER BY 2")
            #expect(above.map { $0[1].int } == [142, 148, 185, 200, 201, 205, 216])
        }

        @Test func numbers_AreThePublishedOnes_InAnswerAndTables() throws {
            try load()
            try expectPublished()
            try expectPublishedInTables()
        }

        /// Whatever new sessions of the server begin with.
        @Test func numbers_AreThePublishedOnes_WhateverTheServerDefaultsTo() throws {
            let defaults = [
                "time_zone": "'-05:00'", "collation_server": "'latin1_swedish_ci'", "div_precision_increment": "0",
                "sql_mode": "''", Stack.isolation: "'SERIALIZABLE'",
            ]
            let before = try stack.asAdministrator { server in
                try defaults.keys.map { ($0, try server.query("SELECT @@GLOBAL.\($0)")[0][0]) }
            }
            func set(_ values: [(String, String)]) throws {
                try stack.asAdministrator { server in
                    for (name, value) in values { try server.execute("SET GLOBAL \(name) = \(value)") }
                }
            }
            try set(Array(defaults))
            let outcome = Result {
                try stack.restartResponder()
                try load()
                try expectPublished()
                try expectPublishedInTables()
            }
            try set(before.map { ($0.0, $0.1.int.map(String.init) ?? "'\($0.1.string ?? "")'") })
            try stack.restartResponder()
            try outcome.get()
        }

        @Test func year_IsTheNewest_OrThatOfQueryOrBody() throws {
            try load()
            let newest = try stack.report("/hires_q?rows=false")
            #expect(newest.refresh.year == 2022 && newest.refresh.yearFrom == "newest" && newest.rows == nil)
            #expect(newest.refresh.rowsWritten == 252)
            for (arguments, path) in [
                (["-X", "GET", "-H", "Content-Type: application/json", "-d", #"{"year": 2021}"#], "/hires_depa"),
                (["-X", "GET", "-d", #"{"year": "2021"}"#], "/hires_depa"),
                (["-X", "GET", "-d", #"{"year": 2021}"#], "/hires_depa?year=2021"),
                (["-X", "GET", "-H", "Transfer-Encoding: chunked", "-d", #"{"year": 2021}"#], "/hires_depa"),
                ([], "/hires_depa?year=2021"),
            ] {
                let report = try stack.curl(path, arguments).json(ReportDocument.self)
                #expect(report.refresh.year == 2021 && report.refresh.yearFrom == "request", "\(arguments)")
                #expect(report.rows?.count == 7)
            }
            #expect(try stack.report("/hires_q?year=1000").rows == [])
            #expect(try stack.report("/hires_q?year=9999").rows == [])
        }

        @Test func wrongYear_IsRefused_AndNothingIsStored() throws {
            let before = try stored("SELECT COUNT(*) FROM `wharf_reporting`.`report_refreshes`")
            for year in ["999", "10000", "0", "-2021", "abcd", "2021.0", "20 21", "２０２１", "2021x", "02021", ""] {
                let answer = try stack.get("/hires_q?year=" + Text.escaped(year))
                try stack.expectProblem(answer, 400, "bad-option")
            }
            for (body, type) in [
                (#"{"year": 99}"#, "bad-option"), (#"{"year": 2021.5}"#, "bad-document"),
                (#"{"yaer": 2021}"#, "bad-document"),
                ("{", "bad-document"), ("[2021]", "bad-document"), (#"{"year": null}"#, "bad-document"),
                (#"{"year": true}"#, "bad-option"), (#"{"year": [2021]}"#, "bad-document"),
            ] {
                try stack.expectProblem(stack.curl("/hires_q", ["-X", "GET", "-d", body]), 400, type)
            }
            let twice = try stack.curl("/hires_q?year=2022", ["-X", "GET", "-d", #"{"year": 2021}"#])
            try stack.expectProblem(twice, 400, "bad-option")
            try stack.expectProblem(stack.get("/hires_q?rows=maybe"), 400, "bad-option")
            try stack.expectProblem(stack.get("/hires_q?rows=false", "-H", "Accept: text/csv"), 400, "bad-option")
            #expect(try stored("SELECT COUNT(*) FROM `wharf_reporting`.`report_refreshes`") == before)
        }

        @Test func emptyTables_HaveNoYear_SoItIsTheClocks() throws {
            let report = try stack.report("/hires_depa")
            #expect(report.refresh.yearFrom == "clock" && report.rows == [])
            #expect(report.rule.mean == nil && report.rule.departments == 0 && report.rule.hires == 0)
            let loads = try stack.report("/loads_by_day")
            #expect(loads.refresh.yearFrom == "clock" && loads.refresh.year == report.refresh.year)
        }

        @Test func csv_IsAFileForASpreadsheet() throws {
            try load()
            let answer = try stack.get("/hires_depa?year=2021", "-H", "Accept: text/csv")
            #expect(answer["content-type"] == "text/csv; charset=utf-8")
            #expect(answer["content-disposition"] == "attachment; filename=\"hires_depa-2021.csv\"")
            let lines = answer.text.split(separator: "\r\n")
            #expect(lines.count == 8 && lines[0] == "id,department,hired" && lines[1] == "8,Support,216")
            let hires = try stack.get("/hires_q?year=2021", "-H", "Accept: text/csv").text.split(separator: "\r\n")
            #expect(hires.count == 934 && hires[0] == "department_id,department,job_id,job,q1,q2,q3,q4")
            #expect(hires[1] == "12,Accounting,89,Account Representative IV,1,0,0,0")
        }

        /// Whoever opens the file runs nothing that somebody else has loaded.
        @Test func csv_HasNoFormula() throws {
            let names = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "=HYPERLINK(\"http://a\",\"b\")", "a=1", "'x"]
            let departments = names.enumerated().map { "\($0 + 1),\"\($1.replacing("\"", with: "\"\""))\"\n" }
            let people = names.indices.map { "\($0 + 1),P,2021-03-01T09:00:00Z,\($0 + 1),1\n" }
            try stack.expectSuccess(
                stack.upload([
                    .file("departments", departments.joined()), .file("jobs", "1,=2\n"),
                    .file("hired_employees", people.joined()),
                ]))
            let csv = try stack.get("/hires_q?year=2021", "-H", "Accept: text/csv").text
            let shown = [
                "'=1+1", "'+1", "'-1", "'@SUM(1)", "'\t=1", "\"'=HYPERLINK(\"\"http://a\"\",\"\"b\"\")\"", "a=1", "'x",
            ]
            let wanted = zip(1..., shown).map { "\($0),\($1),1,'=2,1,0,0,0" }
            #expect(Set(csv.split(separator: "\r\n").dropFirst().map(String.init)) == Set(wanted))
        }

        @Test func entityTag_IsOfOneRefreshInOneForm() throws {
            try load()
            let path = "/hires_depa?year=2021"
            let first = try stack.get(path)
            let tag = try #require(first["etag"])
            #expect(tag.hasPrefix("\"") && first["cache-control"] == "private, no-cache")
            let same = try stack.get(path, "-H", "If-None-Match: \(tag)")
            #expect(same.status == 304 && same.body.isEmpty && same["etag"] == tag)
            let compressed = try stack.get(path, "--compressed", "-H", "If-None-Match: \"x\", W/\(tag)")
            #expect(compressed.status == 304)
            for arguments in [["-H", "Accept: text/csv"], []] {
                let other = try stack.curl(
                    path + (arguments.isEmpty ? "&rows=false" : ""), arguments + ["-H", "If-None-Match: \(tag)"])
                #expect(other.status == 200 && other["etag"] != tag)
            }
            let latest = try #require(try stack.get(path)["etag"])
            try stack.expectSuccess(stack.upload([.file("hired_employees", "70000,Ada,2021-02-03T04:05:06Z,8,1\n")]))
            let changed = try stack.get(path, "-H", "If-None-Match: \(latest)")
            #expect(changed.status == 200 && changed["etag"] != latest)
            #expect(try changed.json(ReportDocument.self).rows?.first?.hired == 217)
        }

        @Test func answer_IsTheSame_ForTheSameRefresh_AndHasItsLength() throws {
            try load()
            let answer = try stack.get("/hires_q?year=2021")
            #expect(answer["content-length"] == "\(answer.body.count)")
            let head = try stack.get("/hires_q?year=2021", "--head")
            #expect(head.status == 200 && head["etag"] != nil)
        }

        @Test func concurrentCalls_AllSucceed_AndLeaveOneYear() throws {
            try load()
            let requests = try (0..<24).map { _ in try Curl(stack, "/hires_q?year=2021", []) }
            let reports = try stack.answers(requests).map { answer in
                #expect(answer.status == 200)
                return try answer.json(ReportDocument.self)
            }
            #expect(reports.allSatisfy { $0.rows?.count == 933 && $0.rule.hires == 1643 })
            let kept = try stored(
                "SELECT COUNT(*), COUNT(DISTINCT refreshed_at) FROM `wharf_reporting`.`hires_by_q` WHERE year = 2021")
            #expect(kept.map { $0.map(\.int) } == [[933, 1]])
        }

        @Test func list_NamesTheYearsThatAreStored() throws {
            try load()
            let refresh = try stack.report("/hires_q?year=2021").refresh
            let list = try stack.get("/reports").json(ReportListDocument.self)
            #expect(list.reports.map(\.name) == ["hires_q", "hires_depa", "rejects_by_code", "loads_by_day"])
            let year = try #require(list.reports[0].years.first { $0.year == 2021 })
            #expect(year.refresh == refresh.id && year.rows == 933)
            #expect(list.reports[0].sourceYears == [2022, 2021] && list.reports[1].sourceYears == [2022, 2021])
            #expect(list.reports[0].table == "wharf_reporting.hires_by_q" && refresh.table == list.reports[0].table)
        }

        @Test func openRejects_AreNamedByCode() throws {
            try load()
            let rows = try stack.report("/rejects_by_code").rows
            #expect(rows?.map(\.tableName) == ["hired_employees"])
            #expect(rows?.map(\.code) == ["missing"] && rows?.map(\.rejects) == [70])
        }

        @Test func command_RefreshesLikeTheService() throws {
            try load()
            let run = try stack.wharf("report", "refresh", "--all-years")
            #expect(run.status == 0, "\(run.output)")
            #expect(run.output.contains("hires_q 2021: 933 rows in wharf_reporting.hires_by_q"))
            try expectPublishedInTables()
            #expect(try stack.wharf("report", "refresh", "nope").status == 64)
            #expect(try stack.wharf("report", "refresh", "--year", "99").status == 64)
            #expect(try stack.wharf("report", "list").output.contains("  2021: 933 rows"))
        }

        @Test(.oneResponder)
        func database_ThatIsAway_IsSaid_AndTheNextCallWorks() throws {
            try load()
            try stack.kill(Stack.server)
            try stack.expectProblem(stack.get("/hires_q"), 503, "database-unavailable")
            try stack.start()
            try expectPublished()
        }

        /// As a BI tool does it: the usual client, as a user who may read and nothing else.
        @Test func businessUser_ListsAndReadsTheTables() throws {
            try load()
            try stack.report("/hires_q?year=2021").rows.map { #expect($0.count == 933) }
            _ = try stack.report("/hires_depa?year=2021")
            let grant = try stack.wharf("report", "grant", "analyst@localhost")
            let statement = try #require(grant.output.split(separator: "\n").first { $0.hasPrefix("GRANT ") })
                .dropLast()
            try stack.asAdministrator { server in
                try server.execute("CREATE USER 'analyst'@'localhost' IDENTIFIED BY 'reads'")
                try server.execute(String(statement))
            }
            defer { _ = try? stack.asAdministrator { try $0.execute("DROP USER 'analyst'@'localhost'") } }
            let tables = try stack.client("analyst", "reads", "SHOW TABLES FROM `wharf_reporting`")
            #expect(
                tables.output.split(separator: "\n").map(String.init) == [
                    "hires_by_dpt", "hires_by_q", "hires_by_q_long", "hires_by_q_time", "loads_by_day",
                    "rejects_by_code", "report_refreshes",
                ])
            let sums = try stack.client(
                "analyst", "reads",
                "SELECT quarter, SUM(hires) FROM `wharf_reporting`.`hires_by_q_long` WHERE year = 2021 GROUP BY quarter"
            )
            #expect(sums.output == "1\t249\n2\t454\n3\t453\n4\t487\n")
            let rows = try stack.client(
                "analyst", "reads",
                "SELECT id FROM `wharf_reporting`.`hires_by_dpt` WHERE year = 2021 ORDER BY hired DESC")
            #expect(rows.output == "8\n5\n6\n7\n4\n3\n9\n")
            for refused in ["SELECT * FROM `wharf`.`hired_employees`", "DELETE FROM `wharf_reporting`.`hires_by_q`"] {
                #expect(try stack.client("analyst", "reads", refused).status != 0, "\(refused)")
            }
        }
    }
}

extension Stack {
    /// Runs the `mariadb` client as a user of the database.
    func client(_ user: String, _ password: String, _ sql: String) throws -> (status: Int32, output: String) {
        let output = scratchPath("client")
        let socket = programEnvironment["DB_SOCKET"] ?? ""
        let child = try ChildProcess(
            [
                "mariadb", "--no-defaults", "--socket=\(socket)", "--user=\(user)", "--batch", "--skip-column-names",
                "-e", sql,
            ],
            environment: ["PATH": Wharf.path, "MYSQL_PWD": password], output: output)
        return (child.wait(), String(decoding: try readFile(output), as: UTF8.self))
    }
}
