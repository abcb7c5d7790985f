import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Uploads of newline-delimited JSON.
    struct LineLoadTests {
        private static let notes = """
            CREATE TABLE notes (
                id INT PRIMARY KEY, title VARCHAR(9) NOT NULL, remark VARCHAR(9) NULL, weight INT NULL,
                kind VARCHAR(9) NOT NULL DEFAULT 'plain', number INT NULL DEFAULT 7
            )
            """

        private func rejects(_ result: LoadResult, _ table: String, _ database: ScratchDatabase) throws -> [String] {
            try RejectStore(connection: database.connection).page(result[table].id, after: -1, limit: 100).map {
                reject in
                "\(reject.line) " + reject.errors.map { "\($0.field ?? "row") \($0.code)" }.joined(separator: ", ")
            }
        }

        @Test(arguments: [1, 7, Int.max])
        func objects_GoIn_AndEachRejectSaysWhy(pieceBytes: Int) throws {
            let database = try ScratchDatabase(isMigrated: true, Self.notes)
            let lines = """
                {"id": 1, "title": "a", "remark": "x"}
                {"title": "b", "ID": 2, "remark": null}\r

                {"remark": "x", "id": 3}
                {"id": 4, "title": 4, "remark": ["x"]}
                {"id": 5, "title": "e", "remark": "x", "weight": 5}
                {"id": 6, "title": "f", "remark": "x", "Id": 6}
                {"id": 7, "title": "g" "remark": "x"}
                {"id": 8, "title": "h", "title": "h"}
                [9, "i", "x"]
                "ten"
                {"id": 11, "title": "k"}
                {"id": 1, "title": "again", "remark": "x"}
                {"id": 1e1, "title": "j", "remark": "\\u0078"}
                """
            let result = try LoadStation(database).load(
                UploadedFile("notes", lines: lines), pieceBytes: pieceBytes)
            #expect(result.sums == ["13/4/0/0/9"])
            #expect(
                try rejects(result, "notes", database) == [
                    "4 title missing", "5 title wrong_type, remark wrong_type", "6 row other_members",
                    "7 row other_members",
                    "8 row bad_json", "9 row bad_json", "10 row other_members", "11 row other_members",
                    "13 id repeated_in_file",
                ])
            #expect(
                try database.rows("SELECT * FROM notes ORDER BY id") == [
                    "1|a|x|~|plain|7", "2|b|~|~|plain|7", "10|j|x|~|plain|7", "11|k|~|~|plain|7",
                ])
            let receipt = result["notes"]
            #expect(receipt.source == "upload" && receipt.dialect == nil)
            #expect(receipt.json?.rows == .objects && receipt.json?.columns == ["id", "title", "remark"])
            #expect(receipt.json?.notes == ["not in the file, so filled by their defaults: weight, kind, number"])
            #expect(receipt.warnings == ["blank records, skipped: 1"])
        }

        @Test func arrays_GoIn_InTheOrderOfTheColumns() throws {
            let database = try ScratchDatabase(isMigrated: true, Self.notes)
            let lines =
                "[1,\"a\",null,5,\"x\",null]\n[2,\"b\",\"y\",5,\"x\"]\n{\"id\":3}\n[4,\"d\",\"\",\"6\",\"x\",1.0]\n"
            let station = try LoadStation(database)
            let result = try station.load(UploadedFile("notes", lines: lines))
            #expect(result.sums == ["4/2/0/0/2"])
            #expect(try rejects(result, "notes", database) == ["2 row field_count", "3 row other_members"])
            #expect(try database.rows("SELECT * FROM notes ORDER BY id") == ["1|a|~|5|x|~", "4|d|~|6|x|1"])
            let some = try station.load(
                UploadedFile("notes", lines: "[\"z\", 9, true]\n"), options: ["columns": "title,id,"])
            #expect(some.sums == ["1/1/0/0/0"])
            #expect(some["notes"].json?.columns == ["title", "id", nil])
            #expect(try database.rows("SELECT * FROM notes WHERE id = 9") == ["9|z|~|~|plain|7"])
        }

        /// Which members a row may have, the first line's or those of `columns=`.
        @Test func columns_SayWhatRowsMayHave() throws {
            let database = try ScratchDatabase(isMigrated: true, Self.notes)
            let station = try LoadStation(database)
            let lines = "{\"id\":1,\"title\":\"a\"}\n{\"id\":2,\"title\":\"b\",\"remark\":\"x\"}\n"
            #expect(try station.load(UploadedFile("notes", lines: lines)).sums == ["2/1/0/0/1"])
            let options = ["columns": "id,title,remark", "on_duplicate": "skip"]
            #expect(try station.load(UploadedFile("notes", lines: lines), options: options).sums == ["2/1/0/1/0"])
            let withDefault = try station.load(
                UploadedFile("notes", lines: "{\"id\":3,\"title\":\"c\",\"kind\":\"k\"}\n{\"id\":4,\"title\":\"d\"}\n"))
            #expect(withDefault.sums == ["2/1/0/0/1"])
            #expect(withDefault["notes"].rejectsByCode == ["other_members": 1])
        }

        @Test func rowThatLacksAMember_WouldEmptyAColumn_SoUpdateIsRefused() throws {
            let database = try ScratchDatabase(isMigrated: true, Self.notes)
            let station = try LoadStation(database)
            let lines = "{\"id\":1,\"title\":\"a\",\"remark\":\"x\"}\n{\"id\":2,\"title\":\"b\"}\n"
            let result = try station.load(UploadedFile("notes", lines: lines), options: ["on_duplicate": "update"])
            #expect(result.problem?.type == .columnsDoNotMatch)
            #expect(result.problem?.detail.contains("Line 2 lacks 'remark'") == true)
            #expect(result.receipts.map(\.state) == [.failed])
            #expect(try database.count("notes") == 0)
            let alike = "{\"id\":1,\"title\":\"a\"}\n{\"id\":2,\"title\":\"b\"}\n"
            try database.connection.execute("INSERT INTO notes (id, title, remark) VALUES (1, 'old', 'kept')")
            let update = try station.load(UploadedFile("notes", lines: alike), options: ["on_duplicate": "update"])
            #expect(update.sums == ["2/1/1/0/0"])
            #expect(try database.rows("SELECT title, remark FROM notes WHERE id = 1") == ["a|kept"])
        }

        @Test(arguments: [
            ("id,job\n1,a\n", ProblemType.notJSON, "Line 1, column 1"),
            ("{\"id\":1,\n\"job\":\"a\"}", .notJSON, "Line 1"),
            ("\u{FEFF}{\"id\":1,\"job\":\"a\"}", .notJSON, "byte order mark"),
            ("\n5\n", .notJSON, "Line 2 holds neither"),
            ("", .emptyFile, "at least one line"), ("\n \n", .emptyFile, "at least one line"),
            ("{\"id\":1}", .columnsDoNotMatch, "no row has one: job"), ("{}", .columnsDoNotMatch, "id, job"),
            ("{\"id\":1,\"jop\":\"a\"}", .columnsDoNotMatch, "'jop'"),
            ("[1]", .columnsDoNotMatch, "array of 1 elements"),
            ("{\"job_id\":1,\"job\":\"a\"}", .columnsDoNotMatch, "'job_id'"),
        ])
        func file_IsRefused_WithNothingWritten(_ text: String, _ type: ProblemType, _ said: String) throws {
            let database = try ScratchDatabase()
            let result = try LoadStation(database).load(
                UploadedFile("departments", "1,Sales\n"), UploadedFile("jobs", lines: text), pieceBytes: 5)
            #expect(result.problem?.type == type)
            #expect(result.problem?.detail.contains(said) == true, "\(result.problem?.detail ?? "")")
            #expect(result.receipts.map(\.state) == [.failed, .failed])
            #expect(try database.count("jobs") == 0)
            #expect(try database.count("departments") == 0)
            #expect(try database.count("wharf_rejects") == 0)
        }

        @Test func limits_MakeRejects() throws {
            let database = try ScratchDatabase(
                isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, j JSON, b LONGTEXT)")
            let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
            let wide = "{\"id\":3," + (0..<5000).map { "\"m\($0)\":1" }.joined(separator: ",") + "}"
            let lines = """
                {"id":1,"j":[[1]],"b":"x"}
                {"id":2,"j":\(deep),"b":"x"}
                \(wide)
                {"id":4,"j":1,"b":"\(String(repeating: "y", count: 600_000))"}
                {"id":5,"j":null,"b":"\(String(repeating: "y", count: 500_000))"}
                """
            let result = try LoadStation(database).load(UploadedFile("t", lines: lines), pieceBytes: 100_000)
            #expect(result.sums == ["5/2/0/0/3"])
            #expect(result["t"].rejectsByCode == ["record_too_large": 3])
            #expect(try database.rows("SELECT id, j, LENGTH(b) FROM t ORDER BY id") == ["1|[[1]]|1", "5|~|500000"])
        }

        @Test func bytesThatAreNotUTF8_AreARejectOfTheirLine() throws {
            let database = try ScratchDatabase()
            var bytes = Array("{\"id\":1,\"job\":\"a\"}\n{\"id\":2,\"job\":\"".utf8)
            bytes += [0xE9] + Array("\"}\n".utf8)
            var file = UploadedFile("jobs", bytes)
            file.isLines = true
            let result = try LoadStation(database).load(file)
            #expect(result.sums == ["2/1/0/0/1"] && result["jobs"].rejectsByCode == ["bad_encoding": 1])
        }

        @Test func manyRows_GoIn_InAnyOrderOfKeysAndMembers() throws {
            let database = try ScratchDatabase()
            let lines = (1...30_000).map { number in
                number % 2 == 0
                    ? "{\"id\":\(30_001 - number),\"job\":\"job\"}" : "{\"job\":\"job\",\"id\":\(30_001 - number)}"
            }.joined(separator: "\n")
            let result = try LoadStation(database).load(UploadedFile("jobs", lines: lines), pieceBytes: 65_536)
            #expect(result.sums == ["30000/30000/0/0/0"])
            #expect(
                try database.rows("SELECT COUNT(*), MIN(id), MAX(id) FROM jobs WHERE job = 'job'") == ["30000|1|30000"])
        }

        @Test func tableThatIsAlteredMeanwhile_IsReadAgain() throws {
            let database = try ScratchDatabase(isMigrated: true, Self.notes)
            let station = try LoadStation(database)
            station.beforeWrite = {
                try database.connection.execute("ALTER TABLE notes MODIFY title VARCHAR(2) NOT NULL")
            }
            let lines = "{\"id\":1,\"title\":\"abc\"}\n{\"id\":2,\"title\":\"ab\"}\n"
            let result = try station.load(UploadedFile("notes", lines: lines))
            #expect(result.sums == ["2/1/0/0/1"] && result["notes"].rejectsByCode == ["too_long": 1])
        }
    }
}
