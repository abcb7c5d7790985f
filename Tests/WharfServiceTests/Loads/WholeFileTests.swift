import Testing

@testable import WharfService

extension DatabaseTests {
    /// Files that are refused as they are: nothing is written, and the caller is told what to do.
    struct WholeFileTests {
        struct Case: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let table: String
            let bytes: [UInt8]
            let type: ProblemType
            let said: String
            var options: [String: String] = [:]

            init(
                _ description: String, table: String = "jobs", _ bytes: [UInt8], _ type: ProblemType, _ said: String,
                options: [String: String] = [:]
            ) {
                testDescription = description
                (self.table, self.bytes, self.type, self.said, self.options) = (table, bytes, type, said, options)
            }

            init(
                _ description: String, table: String = "jobs", _ text: String, _ type: ProblemType, _ said: String,
                options: [String: String] = [:]
            ) {
                self.init(description, table: table, Array(text.utf8), type, said, options: options)
            }
        }

        private static let many = (1...20_000).map { "\($0),job \($0)\n" }.joined()

        static let cases: [Case] = [
            Case("xlsx", [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 100), .notCSV, "CSV UTF-8"),
            Case("xls", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], .notCSV, "CSV UTF-8"),
            Case(
                "UTF-16 with mark", [0xFF, 0xFE] + "1,a\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, .notCSV,
                "UTF-16"),
            Case(
                "UTF-16 without", "1,a\n2,b\n3,c\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, .notCSV,
                "UTF-16"),
            Case("binary", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0] + (0...255).map { UInt8($0) }, .notCSV, "CSV"),
            Case("PDF", "%PDF-1.4\n%\u{1}\n", .notCSV, "PDF"),
            Case("gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0], .notCSV, "gzip"),
            Case("a web page", "<!DOCTYPE html><html><body>No</body></html>", .notCSV, "CSV"),
            Case("nothing", "", .emptyFile, "at least one record"),
            Case("blank lines", "\r\n \r\n,\r\n", .emptyFile, "at least one record"),
            Case("a byte order mark", "\u{FEFF}", .emptyFile, "at least one record"),
            Case("unclosed quote", "1,a\n2,\"b\n3,c\n", .unclosedQuote, "line 2"),
            Case("unclosed quote, far down", many + "x,\"y\n1,2\n", .unclosedQuote, "line 20001"),
            Case("unclosed quote at once", "\"1,a\n2,b\n", .notCSV, "quote"),
            Case("two delimiters", table: "three", "1,2;3\n4,5;6\n", .ambiguousDialect, "Say which delimiter"),
            Case("header or not", table: "phrases", "code,hello\na,b\n", .ambiguousDialect, "header=yes or header=no"),
            Case("another table's columns", "id,name,age\n1,a,2\n", .columnsDoNotMatch, "columns="),
            Case("too many columns", "1,a,2\n2,b,3\n", .columnsDoNotMatch, "columns=id,job"),
            Case("one column", "1\n2\n", .columnsDoNotMatch, "2 fields"),
            Case("columns without the key", "a\nb\n", .columnsDoNotMatch, "columns=", options: ["columns": "job"]),
            Case("no such column", "1,a\n", .columnsDoNotMatch, "'jop'", options: ["columns": "id,jop"]),
        ]

        private static func database() throws -> ScratchDatabase {
            try ScratchDatabase(
                isMigrated: true, "CREATE TABLE three (a INT PRIMARY KEY, b INT)",
                "CREATE TABLE phrases (code VARCHAR(20) PRIMARY KEY, text VARCHAR(20) NOT NULL)",
                "CREATE TABLE keyless (a INT)")
        }

        @Test(arguments: cases.filter(\.options.isEmpty))
        func file_IsRefused_WithNothingWritten(_ one: Case) throws {
            let database = try Self.database()
            let good = UploadedFile("departments", "1,Sales\n")
            let bad = UploadedFile(one.table, one.bytes)
            let result = try LoadStation(database).load(good, bad, pieceBytes: max(3, one.bytes.count / 50))
            #expect(result.problem?.type == one.type)
            #expect(result.problem?.detail.contains(one.said) == true, "\(result.problem?.detail ?? "")")
            #expect(result.receipts.map(\.state) == [.failed, .failed])
            for receipt in result.receipts {
                #expect(receipt.problem?.type == one.type.rawValue && receipt.problem?.detail == result.problem?.detail)
            }
            #expect(try database.count("departments") == 0)
            #expect(try database.count("wharf_rejects") == 0)
        }

        @Test(arguments: cases.filter { !$0.options.isEmpty })
        func file_IsRefused_WhenItsOptionsDoNotFit(_ one: Case) throws {
            let database = try Self.database()
            let result = try LoadStation(database).load(UploadedFile(one.table, one.bytes), options: one.options)
            #expect(result.problem?.type == one.type)
            #expect(result.problem?.detail.contains(one.said) == true, "\(result.problem?.detail ?? "")")
        }

        @Test(
            arguments: [
                ("nowhere", ProblemType.unknownTable, "departments, hired_employees, jobs"),
                ("wharf_loads", .unknownTable, "There is no table"), ("keyless", .tableNotLoadable, "no primary key"),
                ("DEPARTMENT", .duplicatePart, "occurs twice"),
            ])
        func table_IsRefused_WithNothingWritten(_ name: String, _ type: ProblemType, _ said: String) throws {
            let database = try Self.database()
            let result = try LoadStation(database).load(
                UploadedFile("departments", "1,Sales\n"), UploadedFile(name, "2,Ops\n"))
            #expect(result.problem?.type == type && result.problem?.detail.contains(said) == true)
            #expect(result.receipts.map(\.state) == [.failed])
            #expect(try database.count("departments") == 0)
        }

        @Test func ambiguousFile_GoesIn_WhenItIsExplained() throws {
            let database = try Self.database()
            let station = try LoadStation(database)
            let file = UploadedFile("phrases", "code,hello\na,b\n")
            #expect(try station.load(file, options: ["header": "no"]).sums == ["2/2/0/0/0"])
            let swapped = UploadedFile("phrases", "x;y;7\n")
            #expect(
                try station.load(swapped, options: ["columns": "text,code,", "header": "no"]).sums == ["1/1/0/0/0"])
            #expect(try database.rows("SELECT text FROM phrases WHERE code = 'y'") == ["x"])
        }

        @Test func headerAlone_IsAFileWithoutRecords() throws {
            let database = try Self.database()
            let result = try LoadStation(database).load(UploadedFile("jobs", "id,job\n"))
            #expect(result.sums == ["0/0/0/0/0"])
            #expect(result["jobs"].warnings == ["the file has no records"])
        }

        @Test func fullSpool_EndsTheLoad_WithNothingLeft() throws {
            let database = try Self.database()
            let station = try LoadStation(database, spoolLimitBytes: 300_000)
            let file = UploadedFile("jobs", Self.many)
            let result = try station.load(file, pieceBytes: 10_000)
            #expect(result.problem?.type == .spoolFull && result.problem?.type.status == 507)
            #expect(result["jobs"].state == .failed)
            #expect(try station.load(UploadedFile("jobs", "1,a\n")).sums == ["1/1/0/0/0"])
        }

        @Test func answer_IsAProblem_WhenNothingWentIn() throws {
            let database = try Self.database()
            let station = try LoadStation(database)
            let receiver = try UploadReceiver(context: station.context, options: LoadOptions())
            try receiver.begin(table: "jobs", fileName: nil)
            try Array("1,\n".utf8).withUnsafeBytes { try receiver.receive($0) }
            try receiver.end()
            let problem = try #require(throws: Problem.self) { try LoadRequest(loads: receiver.loads).run() }
            #expect(problem.type == .nothingLoaded && problem.loads.map(\.sums) == ["1/0/0/0/1"])
            #expect(problem.errors.map(\.code) == ["missing"] && problem.errors.first?.line == 1)
            try expectClosed(try #require(receiver.loads.first).receipt, in: database)
        }
    }
}
