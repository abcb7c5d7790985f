import Testing

@testable import WharfService

extension DatabaseTests {
    /// Rejects as a CSV file: it uploads again as it is, and goes in when it is corrected.
    struct RejectFileTests {
        private func file(_ receipt: Receipt, in database: ScratchDatabase) throws -> [UInt8] {
            let rejects = try RejectStore(connection: database.connection).page(receipt.id, after: -1, limit: 1000)
            let file = RejectFile(dialect: receipt.dialect)
            return file.header + rejects.flatMap { file.record($0) }
        }

        @Test func reasons_ComeFirst_ThenTheFieldsAsTheyCame() throws {
            let database = try ScratchDatabase()
            let file = UploadedFile("jobs", "job;id;spare\nClerk;1;\n\"a;b\"\"c,\";x;y\n;-1;\nDriver;3\n\"d\"e;4;\n")
            let result = try LoadStation(database).load(file, options: ["columns": "job,id,", "header": "yes"])
            #expect(result.sums == ["5/1/0/0/4"])
            let lines = String(decoding: try self.file(result["jobs"], in: database), as: UTF8.self)
                .split(separator: "\r\n").map(String.init)
            #expect(lines[0] == "wharf_line,wharf_codes,wharf_reasons,job,id")
            #expect(lines[1] == "3,not_an_integer,id: The field is not a whole number.,\"a;b\"\"c,\",x")
            #expect(lines[2].hasPrefix("4,missing out_of_range,job: A required field is empty. id: "))
            #expect(lines[2].hasSuffix(",,-1"))
            #expect(lines[3].hasPrefix("5,field_count,") && lines[3].hasSuffix(",Driver,3"))
            #expect(lines[4].hasPrefix("6,bad_quoting,") && lines[4].hasSuffix(",\"\"\"d\"\"e;4;\""))
        }

        @Test(
            arguments: [
                ("1;a\n2;\nx;b\n", ["delimiter": ";"]), ("id\tjob\n2\t\n3\tc\td\n4\te\n", [:]),
                ("\u{FEFF}1,\n2,\n", [:]),
                ("1,a\n\"2\"x,b\n3\n", [:]),
            ] as [(String, [String: String])])
        func uncorrectedFile_IsRejectedAgain_RecordByRecord(_ text: String, _ options: [String: String]) throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            let first = try station.load(UploadedFile("jobs", text), options: options)["jobs"]
            #expect(first.rejected > 0)
            let again = try station.load(UploadedFile("jobs", try file(first, in: database)))
            #expect(again.problem == nil)
            #expect(again["jobs"].sums == "\(first.rejected)/0/0/0/\(first.rejected)")
            #expect(again["jobs"].dialect?.header == true)
        }

        @Test func quotedField_StaysQuoted_SoThatItMeansTheSame() throws {
            let database = try ScratchDatabase(
                isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(9), b INT NOT NULL)")
            let station = try LoadStation(database)
            let first = try station.load(UploadedFile("t", "1,\"NULL\",\n2,NULL,\n3,\"x\"\"y\",\n"))["t"]
            #expect(first.rejected == 3)
            let corrected = String(decoding: try file(first, in: database), as: UTF8.self)
                .replacing(",\r\n", with: ",7\r\n")
            #expect(try station.load(UploadedFile("t", corrected)).sums == ["3/3/0/0/0"])
            #expect(try database.rows("SELECT a FROM t WHERE a IS NOT NULL ORDER BY id") == ["NULL", "x\"y"])
        }

        @Test func rejectsOfARejectsFile_LoseTheOldReasons() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            let first = try station.load(UploadedFile("jobs", "1,\n2,a,b\n3,Clerk\n"))["jobs"]
            let once = try file(first, in: database)
            let second = try station.load(UploadedFile("jobs", once))["jobs"]
            let twice = String(decoding: try file(second, in: database), as: UTF8.self).split(separator: "\r\n")
            #expect(twice.count == 3 && twice[0] == "wharf_line,wharf_codes,wharf_reasons,id,job")
            #expect(twice[1].hasSuffix("A required field is empty.,1,") && twice[2].hasSuffix(",2,a,b"))
        }

        @Test func fileInAnotherEncoding_ComesBackAsUTF8() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            let bytes = Array("x,caf".utf8) + [0xE9, 0x2C, 10] + Array("y,".utf8) + [0x80, 0x2C, 10]
            let options = ["encoding": "windows-1252", "columns": "id,job,"]
            let first = try station.load(UploadedFile("jobs", bytes), options: options)["jobs"]
            let text = String(decoding: try file(first, in: database), as: UTF8.self)
            #expect(text.contains(",x,café\r\n") && text.contains(",y,€\r\n"))
            let corrected = text.replacing(",x,", with: ",1,").replacing(",y,", with: ",2,")
            #expect(try station.load(UploadedFile("jobs", corrected)).sums == ["2/2/0/0/0"])
            #expect(try database.rows("SELECT * FROM jobs") == ["1|café", "2|€"])
        }

        @Test func fileThatBegan_WithAReject_KeepsIt() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            let first = try station.load(UploadedFile("jobs", "1,\n1,Clerk\n1,Again\n"))["jobs"]
            #expect(first.rejectsByCode == ["missing": 1, "repeated_in_file": 1])
            let corrected = String(decoding: try file(first, in: database), as: UTF8.self)
                .replacing(",1,Again", with: ",2,Again").replacing(",1,\r\n", with: ",3,Driver\r\n")
            #expect(try station.load(UploadedFile("jobs", corrected)).sums == ["2/2/0/0/0"])
        }
    }
}
