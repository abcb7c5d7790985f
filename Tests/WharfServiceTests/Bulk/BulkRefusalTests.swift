import Testing

@testable import WharfService

extension DatabaseTests {
    /// Documents that are refused as they are, with the place of the fault.
    struct BulkRefusalTests {
        struct Case: Sendable, CustomTestStringConvertible {
            let document: String
            let type: ProblemType
            let code: String?
            let pointer: String?
            let said: String
            var query: [String: String] = [:]

            init(
                _ document: String, _ type: ProblemType, _ code: DocumentFault?, _ pointer: String?, _ said: String,
                query: [String: String] = [:]
            ) {
                (self.document, self.type, self.code, self.pointer) = (document, type, code?.rawValue, pointer)
                (self.said, self.query) = (said, query)
            }

            var testDescription: String { String(document.prefix(80)) }
        }

        private static func rows(_ count: Int) -> String {
            "[\((1...count).map { "[\($0),\"a\"]" }.joined(separator: ","))]"
        }

        /// Nothing of these becomes a load.
        static let unread: [Case] = [
            Case("", .malformedRequest, nil, nil, "Line 1, column 1 (byte offset 0): the text ends early"),
            Case("[]", .malformedRequest, nil, nil, "an object must stand here"),
            Case("{\"table\":\"jobs\",\n\"data\":[[1,\"a\"]", .malformedRequest, nil, nil, "Line 2, column 16"),
            Case(#"{"table":"jobs","data":[[1,'a']]}"#, .malformedRequest, nil, nil, "column 28"),
            Case(#"{"table":"jobs","data":[{"id":1,"id":2}]}"#, .malformedRequest, nil, nil, "of this name already"),
            Case(
                #"{"table":"jobs","table":"jobs","data":[[1,"a"]]}"#, .malformedRequest, nil, nil,
                "of this name already"),
            Case(#"{"table":"jobs","data":[[1,"a"]]} x"#, .malformedRequest, nil, nil, "something follows"),
            Case("\u{FEFF}{}", .malformedRequest, nil, nil, "byte order mark"),
            Case(
                "{\"table\":\"jobs\",\"data\":[\(String(repeating: "[", count: 100))", .malformedRequest, nil, nil,
                "too deep"),
            Case("{}", .badDocument, .missing, "/table", "no member 'table'"),
            Case(#"{"data":[[1,"a"]]}"#, .badDocument, .missing, "/table", "no member 'table'"),
            Case(#"{"table":"jobs"}"#, .badDocument, .tooFewRows, "/data", "1 to 1000"),
            Case(#"{"table":"jobs","data":[]}"#, .badDocument, .tooFewRows, "/data", "1 to 1000"),
            Case("{\"table\":\"jobs\",\"data\":\(rows(1001))}", .badDocument, .tooManyRows, "/data/1000", "x-ndjson"),
            Case(#"{"table":7,"data":[[1,"a"]]}"#, .badDocument, .wrongType, "/table", "takes a string"),
            Case(#"{"table":"jobs","data":"[]"}"#, .badDocument, .wrongType, "/data", "takes an array"),
            Case(#"{"table":"jobs","data":{"id":1}}"#, .badDocument, .wrongType, "/data", "takes an array"),
            Case(#"{"table":"jobs","data":[[1,"a"],"b"]}"#, .badDocument, .wrongType, "/data/1", "Row 1 is neither"),
            Case(#"{"table":"jobs","data":[null]}"#, .badDocument, .wrongType, "/data/0", "Row 0 is neither"),
            Case(
                #"{"table":"jobs","data":[[1,"a"],{"id":2}]}"#, .badDocument, .mixedRows, "/data/1",
                "Row 1 is an object"),
            Case(#"{"table":"jobs","data":[[1,"a"]],"rows":[]}"#, .badDocument, .unknownMember, "/rows", "'rows'"),
            Case(#"{"table":"jobs","a/b~c":1,"data":[]}"#, .badDocument, .unknownMember, "/a~1b~0c", "'a/b~c'"),
            Case(
                #"{"table":"jobs","delimiter":";","data":[]}"#, .badDocument, .unknownMember, "/delimiter",
                "'delimiter'"),
            Case(
                #"{"table":"jobs","dry_run":[true]}"#, .badDocument, .wrongType, "/dry_run", "takes a string, a number"),
            Case(#"{"table":"jobs","dry_run":"maybe"}"#, .badOption, .badOption, "/dry_run", "true or false"),
            Case(#"{"table":"jobs","max_rejects":-1}"#, .badOption, .badOption, "/max_rejects", "number of records"),
            Case(#"{"table":"jobs","max_rejects":1e1}"#, .badOption, .badOption, "/max_rejects", "number of records"),
            Case(
                #"{"table":"jobs","data":[[1,"a"]],"dry_run":true}"#, .badOption, .badOption, "/dry_run",
                "query string as well",
                query: ["dry_run": "true"]),
            Case(
                #"{"table":"jobs","on_reject":"abort","data":[[1,"a"]]}"#, .badOption, .badOption, "/on_reject",
                "contradict",
                query: ["max_rejects": "1"]),
            Case(#"{"table":"nowhere","data":[[1]]}"#, .unknownTable, nil, nil, "departments, hired_employees, jobs"),
            Case(#"{"table":"jobs; DROP TABLE jobs","data":[[1]]}"#, .unknownTable, nil, nil, "There is no table"),
            Case(#"{"table":"wharf_loads","data":[[1]]}"#, .unknownTable, nil, nil, "There is no table"),
            Case(#"{"table":"keyless","data":[[1]]}"#, .tableNotLoadable, nil, nil, "no primary key"),
        ]

        /// These leave a receipt.
        static let failed: [Case] = [
            Case(
                #"{"table":"jobs","data":[{"id":1,"job":"a"},{"id":2,"jop":"b"}]}"#, .columnsDoNotMatch, .unknownMember,
                "/data/1/jop", "'jop'"),
            Case(
                #"{"table":"jobs","data":[{"id":1,"job":"a","`; --":1}]}"#, .columnsDoNotMatch, .unknownMember,
                "/data/0/`; --", "'`; --'"),
            Case(#"{"table":"jobs","data":[{"id":1},{"id":2}]}"#, .columnsDoNotMatch, nil, nil, "no row has one: job"),
            Case(#"{"table":"jobs","data":[{}]}"#, .columnsDoNotMatch, nil, nil, "id, job"),
            Case(
                #"{"table":"jobs","data":[{"id":1,"job":"a"},{"id":2,"job":"b","ID":3}]}"#, .columnsDoNotMatch,
                .otherMembers,
                "/data/1/ID", "two members for one column"),
            Case(
                #"{"table":"defaults","data":[{"id":1,"a":1},{"id":2,"a":1},{"id":3}]}"#, .columnsDoNotMatch,
                .otherMembers,
                "/data/2", "Row 2 lacks 'a'"),
        ]

        private static func database() throws -> ScratchDatabase {
            try ScratchDatabase(
                isMigrated: true, "CREATE TABLE keyless (a INT)",
                "CREATE TABLE defaults (id INT PRIMARY KEY, a INT NOT NULL DEFAULT 5)")
        }

        private func refuse(_ one: Case, pieceBytes: Int, _ database: ScratchDatabase) throws -> LoadResult {
            let query = one.query.map { (name: $0.key, value: $0.value) }
            let result = try LoadStation(database).bulk(one.document, query: query, pieceBytes: pieceBytes)
            let problem = try #require(result.problem)
            #expect(problem.type == one.type)
            #expect(problem.detail.contains(one.said), "\(problem.detail)")
            #expect(problem.errors.map(\.code) == (one.code.map { [$0] } ?? []))
            #expect(problem.errors.map(\.pointer) == (one.code == nil ? [] : [one.pointer]))
            for table in ["jobs", "defaults", "wharf_rejects"] { #expect(try database.count(table) == 0) }
            return result
        }

        @Test(arguments: unread, [3, Int.max])
        func document_IsRefused_AndLeavesNoLoad(_ one: Case, pieceBytes: Int) throws {
            let database = try Self.database()
            #expect(try refuse(one, pieceBytes: pieceBytes, database).receipts.isEmpty)
            #expect(try database.count("wharf_loads") == 0)
        }

        @Test(arguments: failed)
        func rows_AreRefused_WhenTheirMembersAreNotTheTables(_ one: Case) throws {
            let database = try Self.database()
            let result = try refuse(one, pieceBytes: .max, database)
            #expect(result.receipts.map(\.state) == [.failed])
            #expect(result.receipts.first?.problem?.type == one.type.rawValue)
            let errors = result.problem?.errors ?? []
            for error in errors {
                #expect(error.index == one.pointer?.split(separator: "/").dropFirst().first.flatMap { Int($0) })
            }
        }

        @Test func queryWithAnUnknownOption_IsRefused() {
            #expect(throws: Problem.self) { try BulkDocumentReader(query: [("colour", "blue")]) }
        }

        @Test func longName_IsCut_WhereItIsShown() throws {
            let database = try Self.database()
            let name = String(repeating: "n", count: 100_000)
            let result = try LoadStation(database).bulk(
                "{\"table\":\"jobs\",\"data\":[{\"id\":1,\"job\":\"a\",\"\(name)\":1}]}")
            let problem = try #require(result.problem)
            #expect(problem.detail.utf8.count < 400)
            #expect(problem.errors.first?.pointer == "/data/0/" + name.prefix(200))
        }

        @Test func mostRows_GoIn() throws {
            let database = try Self.database()
            let result = try LoadStation(database).bulk("{\"table\":\"jobs\",\"data\":\(Self.rows(1000))}")
            #expect(result.sums == ["1000/1000/0/0/0"])
        }
    }
}
