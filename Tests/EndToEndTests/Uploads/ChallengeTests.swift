import MariaDB
import Testing

extension EndToEndTests {
    /// The files of the brief, with the answers that are known.
    @Suite(.enabled(if: ChallengeFiles.folder != nil, "the challenge's files are not here: set WHARF_CHALLENGE"))
    struct ChallengeTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        @Test func files_GoIn_ButForTheirIncompleteRecords() throws {
            let receipts = try stack.expectSuccess(stack.upload(ChallengeFiles.parts()))
            #expect(receipts.map(\.table) == ChallengeFiles.tables)
            #expect(receipts.map(\.sum) == [[12, 12, 0, 0, 0], [183, 183, 0, 0, 0], [1999, 1929, 0, 0, 70]])
            #expect(receipts[2].rejectsByCode == ["missing": 70])
            #expect(try stack.counts() == [12, 183, 1929])
            for (receipt, table) in zip(receipts, ChallengeFiles.tables) {
                #expect(try receipt.file.bytes == ChallengeFiles.bytes(table).count)
                #expect(receipt.file.name == "\(table).csv")
                #expect(receipt.file.sha256?.count == 64)
                #expect(receipt.dialect?.delimiter == ",")
                #expect(receipt.dialect?.header == false)
                #expect(receipt.dialect?.lineEnding == "crlf")
            }
            #expect(receipts.map(\.rowsBefore) == [0, 0, 0])
        }

        /// Line and text of each reject, and the field at fault, against the file itself.
        @Test func rejects_AreTheFilesOwnRecords() throws {
            let receipt = try #require(stack.expectSuccess(stack.upload(ChallengeFiles.parts())).last)
            let columns = ["id", "name", "datetime", "department_id", "job_id"]
            var expected: [String] = []
            for (number, (line, fields)) in zip(
                try ChallengeFiles.lines("hired_employees"), try ChallengeFiles.records("hired_employees")
            ).enumerated() {
                let missing = zip(columns, fields).filter { $1.isEmpty }.map { "\($0.0) missing" }
                if !missing.isEmpty { expected.append("\(number + 1): \(line): \(missing.joined(separator: "; "))") }
            }
            let rejects = try stack.rejects(receipt.id, pageSize: 7)
            let found = rejects.map { reject in
                let reasons = reject.errors.map { "\($0.field ?? "") \($0.code)" }.joined(separator: "; ")
                return "\(reject.line ?? 0): \(reject.text): \(reasons)"
            }
            #expect(expected.count == 70)
            #expect(found == expected)
            let fields = Dictionary(grouping: rejects.flatMap(\.errors)) { $0.field ?? "" }.mapValues(\.count)
            #expect(fields == ["department_id": 21, "name": 19, "job_id": 16, "datetime": 14])
            let file = try ChallengeFiles.bytes("hired_employees")
            for reject in rejects {
                #expect(file.dropFirst(reject.offset).starts(with: reject.text.utf8))
            }
        }

        @Test func sameFilesAgain_AreRefused_AsNothingIsNew() throws {
            try stack.expectSuccess(stack.upload(ChallengeFiles.parts()))
            let problem = try stack.expectProblem(stack.upload(ChallengeFiles.parts()), 422, "nothing-loaded")
            let receipts = try #require(problem.loads)
            #expect(receipts.map(\.sum) == [[12, 0, 0, 0, 12], [183, 0, 0, 0, 183], [1999, 0, 0, 0, 1999]])
            #expect(
                receipts.map(\.rejectsByCode) == [
                    ["already_in_table": 12], ["already_in_table": 183], ["already_in_table": 1929, "missing": 70],
                ])
            #expect(try stack.counts() == [12, 183, 1929])
            #expect(problem.errors?.isEmpty == false)
        }

        @Test(arguments: ["skip", "update"])
        func sameFilesAgain_AreUnchanged_WhenDuplicatesAreWelcome(_ choice: String) throws {
            try stack.expectSuccess(stack.upload(ChallengeFiles.parts()))
            let receipts = try stack.expectSuccess(stack.upload(ChallengeFiles.parts(), "?on_duplicate=\(choice)"))
            #expect(receipts.map(\.sum) == [[12, 0, 0, 12, 0], [183, 0, 0, 183, 0], [1999, 0, 0, 1929, 70]])
            #expect(try stack.counts() == [12, 183, 1929])
        }

        @Test func times_AreStoredInUTC() throws {
            try stack.expectSuccess(stack.upload(ChallengeFiles.parts()))
            let rows = try stack.query(
                """
                SELECT QUARTER(`datetime`), COUNT(*)
                  FROM `hired_employees`
                 WHERE `datetime` >= '2021-01-01' AND `datetime` < '2022-01-01'
                 GROUP BY QUARTER(`datetime`)
                 ORDER BY QUARTER(`datetime`)
                """)
            #expect(rows.map { $0[1].int } == [249, 454, 453, 487])
        }

        @Test func rejectsFile_GoesInWhole_WhenItsGapsAreFilled() throws {
            let receipt = try #require(stack.expectSuccess(stack.upload(ChallengeFiles.parts())).last)
            let answer = try stack.get("/loads/\(receipt.id)/rejects", "-H", "Accept: text/csv")
            #expect(answer.status == 200)
            #expect(answer["content-type"] == "text/csv; charset=utf-8")
            #expect(answer["content-disposition"]?.contains("hired_employees-rejects-") == true)
            let lines = answer.text.split(separator: "\r\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false)
            }
            let names = lines[0].map(String.init)
            let fill = [
                "name": "Nomen Nescio", "datetime": "2021-12-31T23:59:59Z", "department_id": "8", "job_id": "96",
            ]
            let corrected = lines.dropFirst().map { fields in
                zip(names, fields).map { $1.isEmpty ? fill[$0] ?? "" : String($1) }.joined(separator: ",")
            }
            #expect(corrected.count == 70)
            let text = ([names.joined(separator: ",")] + corrected).joined(separator: "\r\n")
            let second = try stack.expectSuccess(stack.upload([.file("hired_employees", text)]))
            #expect(second.map(\.sum) == [[70, 70, 0, 0, 0]])
            #expect(try stack.count("hired_employees") == 1999)
        }

        @Test func filesOneByOne_GoIn_InTheOrderOfTheirKeys() throws {
            for (table, inserted) in zip(ChallengeFiles.tables, [12, 183, 1929]) {
                let receipts = try stack.expectSuccess(stack.upload(ChallengeFiles.parts([table])))
                #expect(receipts.map(\.inserted) == [inserted])
            }
            #expect(try stack.counts() == [12, 183, 1929])
        }

        @Test func childrenAlone_AreRejected_AsTheirParentsAreUnknown() throws {
            let problem = try stack.expectProblem(
                stack.upload(ChallengeFiles.parts(["hired_employees"])), 422, "nothing-loaded")
            #expect(problem.loads?.map(\.sum) == [[1999, 0, 0, 0, 1999]])
            // A record names all that is wrong with it: both parents, or what is left of them.
            let missing = 21 + 16
            #expect(problem.loads?.first?.rejectsByCode["missing"] == 70)
            #expect(problem.loads?.first?.rejectsByCode["unknown_parent"] == 2 * 1999 - missing)
            #expect(try stack.counts() == [0, 0, 0])
        }

        @Test func dryRun_GivesTheReceipt_AndWritesNothing() throws {
            let receipts = try stack.expectSuccess(stack.upload(ChallengeFiles.parts(), "?dry_run=true"))
            #expect(receipts.map(\.sum) == [[12, 12, 0, 0, 0], [183, 183, 0, 0, 0], [1999, 1929, 0, 0, 70]])
            #expect(receipts.map(\.options.dryRun) == [true, true, true])
            #expect(try stack.counts() == [0, 0, 0])
        }

        @Test(arguments: ["on_reject=abort", "max_rejects=69", "max_rejects=3.5%25"])
        func files_AreRefusedWhole_WhenTheRejectsAreTooMany(_ query: String) throws {
            let problem = try stack.expectProblem(
                stack.upload(ChallengeFiles.parts(), "?\(query)"), 422, "too-many-rejects")
            let receipts = try #require(problem.loads)
            #expect(receipts.map(\.state) == ["failed", "failed", "failed"])
            #expect(receipts[2].rejectsByCode == ["missing": 70, "aborted": 1929])
            #expect(try stack.counts() == [0, 0, 0])
        }

        @Test(arguments: ["max_rejects=70", "max_rejects=3.6%25", "on_reject=keep"])
        func files_GoIn_WhenTheRejectsAreFewEnough(_ query: String) throws {
            let receipts = try stack.expectSuccess(stack.upload(ChallengeFiles.parts(), "?\(query)"))
            #expect(receipts.map(\.inserted) == [12, 183, 1929])
        }
    }
}
