import Testing

@testable import WharfService

extension DatabaseTests {
    @Suite(
        .enabled(
            if: ChallengeFiles.folder != nil, "the challenge's files are not there: set WHARF_CHALLENGE to their folder"
        ))
    struct ChallengeLoadTests {
        private static let tables = ["departments", "jobs", "hired_employees"]
        private static let byField = ["department_id": 21, "name": 19, "job_id": 16, "datetime": 14]

        private static func files(_ tables: [String] = tables) throws -> [UploadedFile] {
            try tables.map { UploadedFile($0, try ChallengeFiles.read($0)) }
        }

        private func expectFirst(_ result: LoadResult) {
            #expect(result.problem == nil)
            #expect(result["departments"].sums == "12/12/0/0/0")
            #expect(result["jobs"].sums == "183/183/0/0/0")
            let employees = result["hired_employees"]
            #expect(employees.sums == "1999/1929/0/0/70")
            #expect(employees.rejectsByField == Self.byField)
            #expect(employees.rejectsByCode == ["missing": 70])
            #expect(employees.rowsBefore == 0 && employees.rowsAfter == 1929)
        }

        @Test func files_GoIn_AsTheBriefSays() throws {
            let database = try ScratchDatabase()
            let result = try LoadStation(database).load(Self.files())
            expectFirst(result)
            let years = try database.rows(
                "SELECT YEAR(`datetime`), QUARTER(`datetime`), COUNT(*) FROM hired_employees GROUP BY 1, 2 ORDER BY 1, 2"
            )
            #expect(years.prefix(4) == ["2021|1|249", "2021|2|454", "2021|3|453", "2021|4|487"])
            let employees = result["hired_employees"]
            #expect(employees.file.bytes == 92_933 && employees.file.name == "hired_employees.csv")
            #expect(employees.file.sha256?.count == 64)
            #expect(employees.dialect?.lineEnding == "crlf" && employees.dialect?.header == false)
        }

        @Test(arguments: ChallengeVariation.all)
        func variation_GoesIn_LikeTheOriginal(_ variation: ChallengeVariation) throws {
            let database = try ScratchDatabase()
            let own = TableNames(names: Self.tables)
            let files = try variation.tables.map { spoken in
                let table = try #require(own.resolve(spoken))
                let records = try ChallengeFiles.lines(table).map { line in
                    line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                }
                return UploadedFile(spoken, variation.write(table, records))
            }
            let result = try LoadStation(database).load(
                files, options: variation.options, pieceBytes: variation.pieceBytes)
            expectFirst(result)
            let original = try ChallengeFiles.lines("hired_employees").filter {
                !$0.split(separator: ",", omittingEmptySubsequences: false).contains("")
            }
            let stored = try database.rows(
                """
                SELECT CONCAT_WS(',', id, name, DATE_FORMAT(`datetime`, '%Y-%m-%dT%H:%i:%sZ'), department_id, job_id)
                  FROM hired_employees
                 ORDER BY id
                """)
            #expect(stored == original)
        }

        @Test(
            arguments: [
                ("reject", ["12/0/0/0/12", "183/0/0/0/183", "1999/0/0/0/1999"]),
                ("skip", ["12/0/0/12/0", "183/0/0/183/0", "1999/0/0/1929/70"]),
                ("update", ["12/0/0/12/0", "183/0/0/183/0", "1999/0/0/1929/70"]),
            ])
        func files_ChangeNothing_TheSecondTime(_ onDuplicate: String, _ sums: [String]) throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            _ = try station.load(Self.files())
            let again = try station.load(Self.files(), options: ["on_duplicate": onDuplicate])
            #expect(again.sums == sums)
            let known = onDuplicate == "reject" ? 1929 : nil
            #expect(again["hired_employees"].rejectsByCode["already_in_table"] == known)
            #expect(again["hired_employees"].rejectsByCode["missing"] == 70)
            #expect(try database.count("hired_employees") == 1929)
        }

        @Test(arguments: ["reject", "skip", "update"])
        func dryRun_SaysWhatTheLoadDoes(_ onDuplicate: String) throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            for _ in 0..<2 {
                var options = ["on_duplicate": onDuplicate, "dry_run": "true"]
                let rehearsed = try station.load(Self.files(), options: options)
                options["dry_run"] = nil
                let real = try station.load(Self.files(), options: options)
                #expect(rehearsed.sums == real.sums)
                #expect(rehearsed.receipts.map(\.rejectsByCode) == real.receipts.map(\.rejectsByCode))
                #expect(rehearsed.receipts.map(\.rejectsByField) == real.receipts.map(\.rejectsByField))
                #expect(rehearsed.receipts.map(\.warnings) == real.receipts.map(\.warnings))
            }
        }

        @Test(arguments: [["on_reject": "abort"], ["max_rejects": "69"], ["max_rejects": "3.5%"]])
        func load_IsAllOrNothing_WhenItsBudgetIsExceeded(_ options: [String: String]) throws {
            let database = try ScratchDatabase()
            let result = try LoadStation(database).load(Self.files(), options: options)
            #expect(result.problem?.type == .tooManyRejects)
            #expect(result.receipts.map(\.state) == [.failed, .failed, .failed])
            #expect(result["hired_employees"].rejectsByCode == ["missing": 70, "aborted": 1929])
            #expect(result["departments"].rejectsByCode == ["aborted": 12])
            #expect(result.problem?.errors.count == RejectError.answerLimit)
            for table in Self.tables { #expect(try database.count(table) == 0) }
        }

        @Test(arguments: [["max_rejects": "70"], ["max_rejects": "3.6%"], ["max_rejects": "100%"]])
        func load_GoesIn_WithinItsBudget(_ options: [String: String]) throws {
            let database = try ScratchDatabase()
            expectFirst(try LoadStation(database).load(Self.files(), options: options))
        }

        @Test func correctedRejects_GoIn() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            let receipt = try station.load(Self.files())["hired_employees"]
            let rejects = try RejectStore(connection: database.connection).page(receipt.id, after: -1, limit: 1000)
            let file = RejectFile(dialect: receipt.dialect)
            let same = file.header + rejects.flatMap { file.record($0) }
            let again = try station.load(UploadedFile("hired_employees", same))
            #expect(again.sums == ["70/0/0/0/70"])
            #expect(again["hired_employees"].rejectsByField == Self.byField)
            let corrected =
                String(decoding: file.header, as: UTF8.self)
                + rejects.map { Self.corrected(String(decoding: file.record($0), as: UTF8.self)) }.joined()
            #expect(try station.load(UploadedFile("hired", corrected)).sums == ["70/70/0/0/0"])
            #expect(try database.count("hired_employees") == 1999)
        }

        /// Fills the one field that is missing.
        private static func corrected(_ record: String) -> String {
            var fields = record.dropLast(1).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let values = ["1", "Ann", "2021-01-01T00:00:00Z", "1", "1"]
            for (index, value) in values.enumerated() {
                let place = fields.count - values.count + index
                if fields[place].isEmpty { fields[place] = value }
            }
            return fields.joined(separator: ",") + "\r\n"
        }
    }
}
