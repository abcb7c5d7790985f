import Glibc
import MariaDB
import Testing

extension EndToEndTests {
    struct BackupTests {
        let stack: Stack

        init() throws {
            stack = try Stack.shared()
            stack.emptyBucket()
        }

        @Test func backup_IsWritten_Listed_AndProven() throws {
            try stack.expectSuccess(stack.upload([.file("departments", Text.named(1...1000))]))
            let answer = try stack.backUp("department")
            let backup = try #require(answer.backups.first)
            #expect(answer.backups.count == 1 && answer.set == nil && answer.leftOut.isEmpty)
            #expect(backup.table == "departments" && backup.rows == 1000 && backup.kind == "backup")
            #expect(try fileSize("\(stack.bucket)/\(backup.file)") == backup.bytes)
            #expect(namesIn(stack.bucket) == [backup.file, backup.file + ".json"])
            #expect(try stack.listed("departments") == [with(backup, age: stack.listed("departments")[0].ageSeconds)])
            for level in ["file", "records", "drill"] {
                let verified = try stack.verify(backup.id, level)
                try #require(verified.status == 200, "\(verified.text)")
                #expect(try verified.json(VerifyAnswer.self).backup.proof == .init(level: level, passed: true))
            }
            #expect(try stack.listed("departments")[0].proof?.level == "drill")
            #expect(try stack.get("/backups/\(backup.id)").status == 200)
            #expect(try stack.scratchTables().isEmpty)
        }

        private func with(_ backup: BackupDocument, age: Int) -> BackupDocument {
            var backup = backup
            backup.ageSeconds = age
            return backup
        }

        @Test(arguments: ["null", "deflate", "snappy"])
        func codec_IsTheOneAskedFor(_ codec: String) throws {
            try stack.expectSuccess(stack.upload([.file("jobs", "1,A\n2,B\n")]))
            let backup = try stack.backUp("jobs", #", "codec": "\#(codec)""#).backups[0]
            #expect(backup.codec == codec)
            #expect(try stack.verify(backup.id, "drill").status == 200)
        }

        @Test func allTables_AreOneSet() throws {
            try stack.expectSuccess(
                stack.upload([
                    .file("departments", "1,A\n"), .file("jobs", "1,B\n"),
                    .file("hired_employees", "1,Ada,2021-03-01T09:00:00Z,1,1\n"),
                ]))
            _ = try stack.asAdministrator { try $0.execute("CREATE TABLE `salaries` (`v` INT)") }
            let answer = try stack.backUp("*")
            #expect(answer.backups.map(\.table).sorted() == ["departments", "hired_employees", "jobs"])
            #expect(answer.set != nil && answer.backups.allSatisfy { $0.set == answer.set })
            #expect(answer.leftOut.map(\.table) == ["salaries"])
        }

        @Test func pages_FollowEachOther() throws {
            let ids = try (0..<5).map { _ in try stack.backUp("jobs").backups[0].id }
            var found: [String] = []
            var next: String? = "/backups?limit=2&table=jobs"
            while let path = next {
                let page = try stack.get(path).json(BackupPage.self)
                found += page.backups.map(\.id)
                next = page.next
            }
            #expect(found == ids.reversed())
        }

        @Test func twoAtOnce_BothSucceed() throws {
            try stack.expectSuccess(stack.upload([.file("departments", Text.named(1...20_000))]))
            let requests = try (0..<2).map { _ in try stack.beginOrder("/backup", #"{"table": "departments"}"#) }
            for answer in try stack.answers(requests) {
                try #require(answer.status == 200, "\(answer.text)")
                let backup = try answer.json(BackupAnswer.self).backups[0]
                #expect(backup.rows == 20_000)
                #expect(try stack.verify(backup.id, "drill").status == 200)
            }
        }

        @Test(arguments: [
            ("{}", 400, "bad-document"), (#"{"table": 1}"#, 400, "bad-document"),
            (#"{"table": ""}"#, 400, "bad-document"),
            (#"["jobs"]"#, 400, "bad-document"), ("nonsense", 400, "bad-document"),
            (#"{"table": "jobs", "codec": "zip"}"#, 400, "bad-document"),
            (#"{"table": "jobs", "more": true}"#, 400, "bad-document"), (#"{"table": "none"}"#, 404, "unknown-table"),
        ])
        func otherOrders_AreRefused(_ document: String, _ status: Int, _ type: String) throws {
            try stack.expectProblem(stack.order("/backup", document), status, type)
            #expect(namesIn(stack.bucket).isEmpty)
        }

        @Test func value_ThatCannotBeKept_IsNamed() throws {
            try stack.asAdministrator { connection in
                try connection.execute("SET SESSION sql_mode = ''")
                try connection.execute("CREATE TABLE `salaries` (`id` INT PRIMARY KEY, `day` DATE)")
                try connection.execute("INSERT INTO `salaries` VALUES (1, '2021-01-01'), (2, '0000-00-00')")
            }
            let answer = try stack.order("/backup", #"{"table": "salaries"}"#)
            try stack.expectProblem(answer, 422, "value-not-kept")
            #expect(answer.text.contains("0000-00-00") && answer.text.contains("column day"))
            #expect(namesIn(stack.bucket).isEmpty)
            // Notes of killed backups of other tables stay for a while.
            let notes = try stack.query("SELECT `file` FROM `wharf_backup_files` WHERE `file` LIKE 'salaries.%'")
            #expect(notes.isEmpty)
        }

        @Test func unknownBackup_IsNotFound() throws {
            try stack.expectProblem(stack.get("/backups/01J00000000000000000000000"), 404, "unknown-backup")
            try stack.expectProblem(stack.verify("01J00000000000000000000000", "file"), 404, "unknown-backup")
            try stack.expectProblem(stack.restore404("jobs"), 404, "unknown-backup")
        }

        @Test func missingBucket_IsTold_AndHindersNothingElse() throws {
            try #require(rename(stack.bucket, stack.bucket + ".away") == 0)
            defer { rename(stack.bucket + ".away", stack.bucket) }
            try stack.expectProblem(stack.order("/backup", #"{"table": "jobs"}"#), 503, "bucket-unavailable")
            try stack.expectProblem(stack.get("/backups"), 503, "bucket-unavailable")
            try stack.expectSuccess(stack.upload([.file("jobs", "1,A\n")]))
            #expect(try stack.get("/readyz").status == 200)
        }

        @Test func noBucket_IsTold() throws {
            try stack.withResponder(["WHARF_BUCKET": ""]) {
                try stack.expectProblem(stack.get("/backups"), 503, "bucket-unavailable")
                #expect(try stack.get("/readyz").text.contains(#""bucket" : "none""#))
            }
        }

        @Test func commands_DoTheSame() throws {
            try stack.expectSuccess(stack.upload([.file("jobs", "1,A\n2,B\n")]))
            #expect(try stack.wharf("backup", "jobs").status == 0)
            #expect(try stack.wharf("verify", "--level", "drill").status == 0)
            let listed = try stack.wharf("backups", "--table", "jobs")
            #expect(listed.status == 0 && listed.output.contains("drill passed"))
            try stack.execute("DELETE FROM `jobs`")
            let restored = try stack.wharf("restore", "jobs", "--json")
            #expect(restored.status == 0, "\(restored.output)")
            #expect(try stack.count("jobs") == 2)
            #expect(try stack.wharf("prune", "--dry-run").status == 0)
            #expect(try stack.wharf("backup", "none").status == 66)
            #expect(try stack.wharf("verify", "01J00000000000000000000000").status == 66)
        }
    }
}

extension Stack {
    fileprivate func restore404(_ table: String) throws -> Answer { try order("/restore", #"{"table": "\#(table)"}"#) }
}
