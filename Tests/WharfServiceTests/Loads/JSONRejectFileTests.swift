import Testing

@testable import WharfService

extension DatabaseTests {
    /// Rejects of JSON loads: as CSV and as lines they can be uploaded as they are, and go in when they are corrected.
    struct JSONRejectFileTests {
        private static let table =
            "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(9) NOT NULL, b DECIMAL(9,2) NULL, c VARCHAR(9) DEFAULT 'c')"

        private func text(_ listing: any RejectListing, _ receipt: Receipt, _ database: ScratchDatabase) throws
            -> String
        {
            let rejects = try RejectStore(connection: database.connection).page(receipt.id, after: -1, limit: 1000)
            return String(decoding: listing.header + rejects.flatMap { listing.record($0) }, as: UTF8.self)
        }

        private func csv(_ receipt: Receipt, _ database: ScratchDatabase) throws -> String {
            let json = try #require(receipt.json)
            return try text(JSONRejectFile(json: json, isOfDocument: receipt.isOfDocument), receipt, database)
        }

        private func lines(_ receipt: Receipt, _ database: ScratchDatabase) throws -> String {
            try text(JSONRejectLines(isOfDocument: receipt.isOfDocument), receipt, database)
        }

        private static let objects = """
            {"id":1,"a":"good","b":1}
            {"b":1e1,"A":"","id":2}
            {"id":3,"a":"NULL","b":"x,\\"y"}
            {"id":4,"a":"d","b":1,"z":[1, 2]}
            {"id":5,"a":"e","b":1
            {"id":6,"a":null}
            """

        @Test func objects_ComeBackAsCSV_UnderTheirColumns() throws {
            let database = try ScratchDatabase(isMigrated: true, Self.table)
            let station = try LoadStation(database)
            let first = try station.load(UploadedFile("t", lines: Self.objects))["t"]
            let rows = try csv(first, database).split(separator: "\r\n").map(String.init)
            #expect(
                rows == [
                    "wharf_line,wharf_codes,wharf_reasons,id,a,b",
                    "2,missing,a: A required field is empty.,2,\"\",10",
                    "3,not_a_number,b: The field is not a number.,3,\"NULL\",\"x,\"\"y\"",
                    "4,other_members,\"\(RejectCode.otherMembers.sentence)\",4,\"d\",1,\"[1, 2]\"",
                    "5,bad_json,\"\(RejectCode.badJSON.sentence)\",\"{\"\"id\"\":5,\"\"a\"\":\"\"e\"\",\"\"b\"\":1\"",
                    "6,missing,a: A required field is empty.,6,,",
                ])
            let again = try station.load(UploadedFile("t", try csv(first, database)))
            #expect(again.problem == nil && again["t"].sums == "5/0/0/0/5")
            let corrected = try csv(first, database).replacing(",2,\"\",", with: ",2,b,").replacing(
                "x,\"\"y", with: "7"
            )
            .replacing(",\"[1, 2]\"", with: "").replacing(",6,,", with: ",6,f,")
            #expect(try station.load(UploadedFile("t", corrected)).sums == ["5/4/0/0/1"])
            #expect(
                try database.rows("SELECT * FROM t ORDER BY id") == [
                    "1|good|1.00|c", "2|b|10.00|c", "3|NULL|7.00|c", "4|d|1.00|c", "6|f|~|c",
                ])
        }

        @Test func objects_ComeBackAsLines_WithTheirReasons() throws {
            let database = try ScratchDatabase(isMigrated: true, Self.table)
            let station = try LoadStation(database)
            let first = try station.load(UploadedFile("t", lines: Self.objects))["t"]
            let rows = try lines(first, database).split(separator: "\n").map(String.init)
            #expect(
                rows[0]
                    == #"{"wharf_line":2,"wharf_codes":"missing","wharf_reasons":"a: A required field is empty.","b":1e1,"A":"","id":2}"#
            )
            #expect(rows.count == 5 && rows[3] == #"{"id":5,"a":"e","b":1"#)
            let again = try station.load(UploadedFile("t", lines: rows.joined(separator: "\n")))["t"]
            #expect(
                again.sums == "5/0/0/0/5"
                    && again.rejectsByCode == ["missing": 2, "not_a_number": 1, "other_members": 1, "bad_json": 1])
            let twice = try lines(again, database)
            #expect(twice.split(separator: "\n")[0].hasPrefix(#"{"wharf_line":1,"wharf_codes":"missing","#))
            #expect(twice.split(separator: "\n")[0].hasSuffix(#","b":1e1,"A":"","id":2}"#))
            let corrected = twice.replacing(#""A":"""#, with: #""A":"b""#).replacing(#""x,\"y""#, with: "7")
                .replacing(#","z":[1, 2]"#, with: "").replacing(#""b":1\#n"#, with: "\"b\":1}\n")
                .replacing(#""a":null"#, with: #""a":"f""#)
            #expect(try station.load(UploadedFile("t", lines: corrected)).sums == ["5/5/0/0/0"])
        }

        @Test func rowsOfADocument_ComeBack_OnOneLineEach() throws {
            let database = try ScratchDatabase(isMigrated: true, Self.table)
            let station = try LoadStation(database)
            let first = try station.bulk(
                "{\"table\":\"t\",\"data\":[{\"id\":1,\"a\":\"x\"},\n{\n \"id\":\n2,\"a\":\n[1,\n 2]}]}")["t"]
            #expect(
                try lines(first, database)
                    == "{\"wharf_index\":1,\"wharf_codes\":\"wrong_type\",\"wharf_reasons\":\"a: \(RejectCode.wrongType.sentence)\","
                    + "\"id\":2,\"a\":[1,  2]}\n")
            #expect(try csv(first, database).hasPrefix("wharf_index,wharf_codes,wharf_reasons,id,a\r\n1,wrong_type,"))
            let corrected = try lines(first, database).replacing("[1,  2]", with: "\"y\"")
            #expect(try station.load(UploadedFile("t", lines: corrected)).sums == ["1/1/0/0/0"])
        }

        @Test func arrays_ComeBack_WithoutReasonsInLines() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            let first = try station.bulk(#"{"table":"jobs","data":[[1,"a"],[2,null],[3],[true,"d"]]}"#)["jobs"]
            #expect(try lines(first, database) == "[2,null]\n[3]\n[true,\"d\"]\n")
            let rows = try csv(first, database).split(separator: "\r\n").map(String.init)
            #expect(rows[0] == "wharf_index,wharf_codes,wharf_reasons,id,job")
            #expect(rows[1].hasSuffix(",2,") && rows[2].hasSuffix(",3") && rows[3].hasSuffix(",true,\"d\""))
        }
    }
}
