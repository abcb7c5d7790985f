import MariaDB
import Testing

extension EndToEndTests {
    struct OptionTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private let semicolons: [Part] = [.file("departments", "1;Support\n2;Legal\n")]

        @Test func readingOption_Counts_AsQueryOrAsFieldBeforeTheFiles() throws {
            try stack.expectSuccess(stack.upload(semicolons, "?delimiter=%3B&header=no"))
            try stack.emptyTables()
            let receipts = try stack.expectSuccess(
                stack.upload([.field("delimiter", ";"), .field("header", "no")] + semicolons))
            #expect(receipts.map(\.options.delimiter) == [";"])
            #expect(receipts.map(\.options.header) == [false])
        }

        @Test func readingOption_IsRefused_BehindTheFile() throws {
            let answer = try stack.upload(semicolons + [.field("delimiter", ";")])
            let problem = try stack.expectProblem(answer, 400, "bad-option")
            #expect(problem.loads?.map(\.state) == ["failed"])
            #expect(try stack.count("departments") == 0)
        }

        @Test(arguments: [true, false])
        func writingOption_Counts_BeforeAndBehindTheFiles(_ isBefore: Bool) throws {
            let field = [Part.field("dry_run", "true")]
            let receipts = try stack.expectSuccess(stack.upload(isBefore ? field + semicolons : semicolons + field))
            #expect(receipts.map(\.options.dryRun) == [true])
            #expect(receipts.map(\.inserted) == [2])
            #expect(try stack.count("departments") == 0)
        }

        @Test func fieldBehindTheFile_OverridesTheQuery() throws {
            try stack.expectSuccess(stack.upload(semicolons))
            let answer = try stack.upload(
                [.file("departments", "1;Support\n2;Law\n"), .field("on_duplicate", "update")], "?on_duplicate=skip")
            let receipts = try stack.expectSuccess(answer)
            #expect(receipts.map(\.sum) == [[2, 0, 1, 1, 0]])
            #expect(
                try stack.query("SELECT `department` FROM `departments` ORDER BY `id`").map { $0[0].string } == [
                    "Support", "Law",
                ])
        }

        @Test func skip_KeepsTheRow_AndRejectsWhatDiffers() throws {
            try stack.expectSuccess(stack.upload(semicolons))
            let receipts = try stack.expectSuccess(
                stack.upload([.file("departments", "1;Support\n2;Law\n3;Sales\n")], "?on_duplicate=skip"))
            #expect(receipts.map(\.sum) == [[3, 1, 0, 1, 1]])
            #expect(receipts[0].rejectsByCode == ["differs_from_table": 1])
        }

        @Test func columns_SayTheOrder_AndLeaveOut() throws {
            let text = "Support,x,1\nLegal,y,2\n"
            let receipts = try stack.expectSuccess(
                stack.upload([.file("departments", text)], "?columns=department,,id&header=no"))
            #expect(receipts.map(\.inserted) == [2])
            #expect(receipts[0].dialect?.columns == ["department", nil, "id"])
        }

        @Test(
            arguments: [("iso-8859-1", [0xE9]), ("windows-1252", [0xE9]), ("utf-8", [0xC3, 0xA9])]
                as [(String, [UInt8])])
        func encoding_IsDecoded(_ name: String, _ accent: [UInt8]) throws {
            let file = Part.file("departments", Array("1,Caf".utf8) + accent + Array("\n".utf8))
            try stack.expectSuccess(stack.upload([file], "?encoding=\(name)"))
            #expect(try stack.query("SELECT `department` FROM `departments`").map { $0[0].string } == ["Caf\u{E9}"])
        }

        @Test func firstValidRecord_Wins_WhereAKeyIsRepeated() throws {
            let receipts = try stack.expectSuccess(
                stack.upload([.file("departments", "1,\n1,Second\n1,Third\n2,Other\n,\n")]))
            #expect(receipts.map(\.sum) == [[4, 2, 0, 0, 2]])
            #expect(receipts[0].rejectsByCode == ["missing": 1, "repeated_in_file": 1])
            #expect(receipts[0].dialect?.blankRecords == 1)
            #expect(
                try stack.query("SELECT `department` FROM `departments` ORDER BY `id`").map { $0[0].string } == [
                    "Second", "Other",
                ])
        }

        @Test(
            arguments: [
                ("delimiter=ab", "delimiter"), ("header=perhaps", "header"), ("columns=,", "columns"),
                ("encoding=ebcdic", "encoding"), ("on_duplicate=replace", "on_duplicate"),
                ("on_reject=stop", "on_reject"),
                ("max_rejects=-1", "max_rejects"), ("max_rejects=101%25", "max_rejects"), ("dry_run=maybe", "dry_run"),
                ("colour=blue", "colour"),
            ])
        func wrongOption_IsRefused_AndNamed(_ query: String, _ name: String) throws {
            let loads = try stack.count("wharf_loads")
            let problem = try stack.expectProblem(stack.upload(semicolons, "?\(query)"), 400, "bad-option")
            #expect(problem.detail.contains("'\(name)'"))
            #expect(try stack.count("departments") == 0)
            #expect(try stack.count("wharf_loads") == loads)
        }

        @Test func unknownField_IsRefused() throws {
            let problem = try stack.expectProblem(
                stack.upload(semicolons + [.field("colour", "blue")]), 400, "bad-option")
            #expect(problem.detail.contains("'colour'"))
            #expect(problem.loads?.map(\.state) == ["failed"])
            #expect(try stack.count("departments") == 0)
        }

        @Test func optionTwiceInTheQuery_IsRefused() throws {
            try stack.expectProblem(stack.upload(semicolons, "?header=no&header=yes"), 400, "malformed-request")
        }
    }
}
