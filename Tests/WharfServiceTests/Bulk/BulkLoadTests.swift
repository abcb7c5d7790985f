import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Bulk requests that go in, whole or in part.
    struct BulkLoadTests {
        private static let exact = """
            CREATE TABLE exact (
                id BIGINT UNSIGNED PRIMARY KEY, amount DECIMAL(20,4) NOT NULL, ratio DOUBLE NULL, flag TINYINT(1) NULL,
                bit BIT(1) NULL, at DATETIME(6) NULL, size ENUM('s', 'm') NULL, hash VARBINARY(4) NULL, extra JSON NULL,
                note VARCHAR(20) NULL
            )
            """

        @Test(arguments: [1, 64, Int.max])
        func numbers_KeepTheirExactText(pieceBytes: Int) throws {
            let database = try ScratchDatabase(isMigrated: true, Self.exact)
            let document = """
                {"data": [
                  {"id": 18446744073709551615, "amount": 1234567890123456.7891, "ratio": 1e-7, "flag": true, "bit": false,
                   "at": "2021-02-03T04:05:06+02:00", "size": "m", "hash": "0xdead", "extra": {"a": [1e5, "\\u00e9"]},
                   "note": "NULL"},
                  {"id": 9007199254740993, "amount": 1e2, "ratio": 0.1, "flag": 0, "bit": 1, "at": null, "size": null,
                   "hash": null, "extra": null, "note": ""},
                  {"note": "a\\nb", "id": "7", "amount": "-12.5e0", "ratio": null, "flag": null, "bit": null, "at": null,
                   "size": null, "hash": null, "extra": "text"},
                  {"note": "\\ud83d\\ude00", "id": 8, "amount": -125e-1, "ratio": null, "flag": null, "bit": null, "at": null,
                   "size": null, "hash": null, "extra": 1.50}
                ], "table": "Exact"}
                """
            let result = try LoadStation(database).bulk(document, pieceBytes: pieceBytes)
            #expect(result.sums == ["4/3/0/0/1"])
            #expect(result["exact"].rejectsByCode == ["not_a_number": 1] && result["exact"].source == "bulk")
            // MySQL keeps JSON in a form of its own.
            let (number, object) =
                TestServer.isMariaDB ? ("1.50", #"{"a": [1e5, "\u00e9"]}"#) : ("1.5", #"{"a": [100000.0, "é"]}"#)
            #expect(
                try database.rows(
                    "SELECT id, amount, ratio, flag, bit + 0, at, size, HEX(hash), extra, note FROM exact ORDER BY id")
                    == [
                        "8|-12.5000|~|~|~|~|~|~|\(number)|😀", "9007199254740993|100.0000|0.1|0|1|~|~|~|~|~",
                        "18446744073709551615|1234567890123456.7891|1e-07|1|0|2021-02-03 02:05:06.000000|m|DEAD|"
                            + "\(object)|NULL",
                    ])
        }

        /// Every tenth row is bad, each in a different way of fifteen.
        @Test func goodRows_GoIn_AndTheOthersAreExplained() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            _ = try station.load(UploadedFile("departments", "1,Sales\n"), UploadedFile("jobs", "1,Clerk\n"))
            let bad: [(row: String, codes: [String])] = [
                (
                    #"{"id":ID,"name":"","datetime":"2021-01-01T00:00:00Z","department_id":1,"job_id":1}"#,
                    ["name missing"]
                ),
                (
                    #"{"id":ID,"name":null,"datetime":"2021-01-01T00:00:00Z","department_id":1,"job_id":1}"#,
                    ["name missing"]
                ),
                (#"{"id":ID,"datetime":"2021-01-01T00:00:00Z","department_id":1,"job_id":1}"#, ["name missing"]),
                (
                    #"{"id":ID,"name":5,"datetime":"2021-01-01T00:00:00Z","department_id":1,"job_id":1}"#,
                    ["name wrong_type"]
                ),
                (
                    #"{"id":ID,"name":["A"],"datetime":"2021-01-01T00:00:00Z","department_id":1,"job_id":1}"#,
                    ["name wrong_type"]
                ),
                (
                    #"{"id":ID,"name":"A","datetime":"2021-02-30T00:00:00Z","department_id":1,"job_id":1}"#,
                    ["datetime not_a_date"]
                ),
                (#"{"id":ID,"name":"A","datetime":1609459200,"department_id":1,"job_id":1}"#, ["datetime wrong_type"]),
                (
                    #"{"id":ID,"name":"A","datetime":"2021-01-01T00:00:00Z","department_id":true,"job_id":1}"#,
                    ["department_id wrong_type"]
                ),
                (
                    #"{"id":ID,"name":"A","datetime":"2021-01-01T00:00:00Z","department_id":2,"job_id":1}"#,
                    ["department_id unknown_parent"]
                ),
                (
                    #"{"id":ID,"name":"A","datetime":"2021-01-01T00:00:00Z","department_id":1,"job_id":1.5}"#,
                    ["job_id not_an_integer"]
                ),
                (
                    #"{"id":0,"name":"A","datetime":"2021-01-01T00:00:00Z","department_id":1,"job_id":1}"#,
                    ["id out_of_range"]
                ),
                (
                    #"{"id":1e12,"name":"A","datetime":"2021-01-01T00:00:00Z","department_id":1,"job_id":1}"#,
                    ["id out_of_range"]
                ),
                (
                    #"{"id":1,"name":"B","datetime":"2021-01-01T00:00:00Z","department_id":1,"job_id":1}"#,
                    ["id repeated_in_file"]
                ),
                (
                    #"{"id":ID,"name":"LONG","datetime":"2021-01-01T00:00:00Z","department_id":1,"job_id":1}"#,
                    ["name too_long"]
                ),
                (
                    #"{"id":"x","name":"","datetime":{},"department_id":[],"job_id":1}"#,
                    ["id not_an_integer", "name missing", "datetime wrong_type", "department_id wrong_type"]
                ),
            ]
            let rows = (0..<1000).map { index in
                if index % 10 == 9 {
                    return bad[index / 10 % bad.count].row.replacing("ID", with: String(index + 1))
                        .replacing("LONG", with: String(repeating: "y", count: 256))
                }
                return """
                    {"id":\(index + 1),"name":"Name \(index)","datetime":"2021-01-01T00:00:00Z","department_id":1,"job_id":1}
                    """
            }
            let document = "{\"table\":\"hired\",\"data\":[\(rows.joined(separator: ",\n"))]}"
            let result = try station.bulk(document, pieceBytes: 8192)
            #expect(result.sums == ["1000/900/0/0/100"])
            let rejects = try RejectStore(connection: database.connection).page(
                result["hired_employees"].id, after: -1, limit: 1000)
            #expect(rejects.map(\.record) == (0..<100).map { $0 * 10 + 9 })
            for reject in rejects {
                let found = reject.errors.map { "\($0.field ?? "row") \($0.code)" }
                #expect(found == bad[reject.record / 10 % bad.count].codes, "row \(reject.record)")
            }
        }

        @Test func arrays_GoIn_InTheOrderOfTheColumns() throws {
            let database = try ScratchDatabase()
            let result = try LoadStation(database).bulk(#"{"table":"jobs","data":[[1,"a"],[2],[3,"c",4],["4","d"]]}"#)
            #expect(result.sums == ["4/2/0/0/2"] && result["jobs"].rejectsByCode == ["field_count": 2])
            #expect(result["jobs"].json?.rows == .arrays && result["jobs"].json?.columns == ["id", "job"])
            #expect(try database.rows("SELECT * FROM jobs ORDER BY id") == ["1|a", "4|d"])
        }

        @Test func options_Count_InTheDocumentAndInTheQuery() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            let rows = #""data":[[1,"a"],[2,""]]"#
            let dry = try station.bulk("{\(rows),\"table\":\"jobs\",\"dry_run\":true}")
            #expect(dry.sums == ["2/1/0/0/1"] && dry["jobs"].options.dryRun)
            #expect(try database.count("jobs") == 0)
            let aborted = try station.bulk("{\"table\":\"jobs\",\(rows)}", query: [("on_reject", "abort")])
            #expect(aborted.problem?.type == .tooManyRejects && aborted.sums == ["2/0/0/0/2"])
            let budget = try station.bulk("{\"max_rejects\":0,\"table\":\"jobs\",\(rows)}")
            #expect(budget.problem?.type == .tooManyRejects && budget["jobs"].options.maxRejects == "0")
            #expect(try database.count("jobs") == 0)
            let kept = try station.bulk("{\"max_rejects\":\"50%\",\"table\":\"jobs\",\(rows)}")
            #expect(kept.sums == ["2/1/0/0/1"])
            let updated = try station.bulk(
                #"{"table":"jobs","data":[{"id":1,"job":"b"},{"job":"c","id":3}],"on_duplicate":"update"}"#)
            #expect(updated.sums == ["2/1/1/0/0"])
            #expect(try database.rows("SELECT * FROM jobs ORDER BY id") == ["1|b", "3|c"])
        }

        /// Rows need not have the same members, where that is right for sure.
        @Test func members_AreThoseOfAllRows() throws {
            let database = try ScratchDatabase(
                isMigrated: true,
                "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(9) NULL, b INT NOT NULL, c INT NULL DEFAULT 7, d INT NULL)"
            )
            let station = try LoadStation(database)
            let result = try station.bulk(
                #"{"table":"t","data":[{"id":1,"b":1},{"id":2,"a":"x","b":2},{"id":3,"d":1}]}"#)
            #expect(result.sums == ["3/2/0/0/1"] && result["t"].rejectsByCode == ["missing": 1])
            #expect(result["t"].json?.columns == ["id", "b", "a", "d"])
            #expect(try database.rows("SELECT * FROM t ORDER BY id") == ["1|~|1|7|~", "2|x|2|7|~"])
            let update = try station.bulk(
                #"{"table":"t","data":[{"id":2,"b":2,"d":5},{"id":1,"a":"x","b":2,"d":5}],"on_duplicate":"update"}"#)
            #expect(update.problem?.type == .columnsDoNotMatch)
            #expect(update.problem?.detail.contains("Row 0 lacks 'a'") == true)
            let alike = try station.bulk(#"{"table":"t","data":[{"id":2,"b":9}],"on_duplicate":"update"}"#)
            #expect(alike.sums == ["1/0/1/0/0"])
            #expect(try database.rows("SELECT * FROM t WHERE id = 2") == ["2|x|9|7|~"])
        }

        @Test func errors_NameTheRowByItsNumber() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            let document = try Self.document(#"{"table":"jobs","data":[[1,"a"],[2,null],[3]]}"#)
            let load = try BulkHandler.makeLoad(document, station.context(.bulk))
            try BulkHandler.fill(load, from: document)
            let errors = try LoadRequest(loads: [load]).run()
            #expect(errors.map(\.index) == [1, 2] && errors.map(\.line) == [nil, nil])
            #expect(errors.map(\.field) == ["job", nil] && errors.map(\.code) == ["missing", "field_count"])
            try expectClosed(load.receipt, in: database)
        }

        @Test func tableThatIsAlteredMeanwhile_IsReadAgain() throws {
            let database = try ScratchDatabase(
                isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(9) NULL)")
            let station = try LoadStation(database)
            station.beforeWrite = { try database.connection.execute("ALTER TABLE t MODIFY a VARCHAR(1) NULL") }
            let result = try station.bulk(#"{"table":"t","data":[[1,"ab"],[2,"a"]]}"#)
            #expect(result.sums == ["2/1/0/0/1"] && result["t"].rejectsByCode == ["too_long": 1])
        }

        @Test func connectionThatIsLost_CostsNothing() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            station.beforeWrite = {
                let id = try station.database.connection().query("SELECT CONNECTION_ID()")[0][0].integer ?? 0
                try database.connection.execute("KILL \(id)")
            }
            #expect(try station.bulk(#"{"table":"jobs","data":[[1,"a"],[2,"b"]]}"#).sums == ["2/2/0/0/0"])
        }

        static func document(_ text: String) throws -> BulkDocument {
            let reader = try BulkDocumentReader(query: [])
            try Array(text.utf8).withUnsafeBytes { try reader.feed($0) }
            return try reader.finish()
        }
    }
}
