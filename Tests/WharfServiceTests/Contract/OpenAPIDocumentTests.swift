import Foundation
import MariaDB
import Testing

@testable import WharfService

struct OpenAPIDocumentTests {
    private let document = OpenAPIDocument(routes: Route.all, tables: [], anonymousScopes: ScopeSet([.read]))

    @Test func routes_DeclareTheParametersOfTheirPaths() {
        for route in Route.all {
            let inPath = route.pattern.split(separator: "/").filter { $0.hasPrefix("{") }
            let declared = route.parameters.filter { $0.place == .path }.map { "{\($0.name)}" }
            #expect(inPath.map(String.init) == declared, "\(route.pattern)")
            #expect(Set(route.parameters.map { "\($0.place) \($0.name)" }).count == route.parameters.count)
            for parameter in route.parameters { #expect(parameter.meaning.hasSuffix("."), "\(parameter.name)") }
        }
    }

    @Test func references_LeadSomewhere() throws {
        #expect(try SchemaJudge(document).danglingReferences == [])
    }

    @Test func everyProblem_HasAnExample_OfItsOwnType() throws {
        let judge = try SchemaJudge(document)
        for type in ProblemType.allCases {
            let example = ProblemDocument(Problem(type, type.example), requestID: "r")
            #expect(try judge.faults(in: example, as: "Problem") == [], "\(type)")
            #expect(example.type == "/problems/" + type.rawValue)
        }
        #expect(document.examples.count == ProblemType.allCases.count)
    }

    @Test func security_NamesTheScope_AndWhatEverybodyMay() throws {
        let paths = try #require(SchemaJudge.object(document.json)["paths"] as? [String: [String: [String: Any]]])
        func security(_ path: String, _ method: String) -> [[String: [String]]]? {
            paths[path]?[method]?["security"] as? [[String: [String]]]
        }
        #expect(security("/upload", "post") == [["bearer": ["load"]]])
        #expect(security("/loads", "get") == [["bearer": ["read"]], [:]])
        #expect(security("/healthz", "get") == [])
        #expect(paths["/upload"]?["post"]?["operationId"] as? String == "post_upload")
    }

    @Test(
        arguments: [
            ("departments", "row.departments"), ("a b", "row.a-20-b"), ("a-b", "row.a-2d-b"), ("Ä1_", "row.-c4-1_"),
        ])
    func nameOfARow_IsOneThatComponentsMayHave(_ table: String, _ expected: String) {
        #expect(RowSchema.name(of: table) == expected)
    }

    @Test func option_OfTheContract_IsTakenByTheCode() throws {
        for parameter in LoadOptions.parameters {
            guard case .array(let values)? = parameter.schema.members["enum"] else { continue }
            for case .string(let value) in values {
                var options = LoadOptions()
                #expect(throws: Never.self) { try options.set(parameter.name, to: value) }
            }
        }
        #expect(LoadOptions.readingNames.isSubset(of: LoadOptions.names))
    }

    /// The successor of the greatest number would end the process.
    @Test func greatestNumber_HasASuccessor() {
        #expect(RejectHandler.after.range.upperBound < Int.max)
    }
}

extension DatabaseTests {
    struct ContractTests {
        private func judge(_ database: ScratchDatabase) throws -> SchemaJudge {
            let tables = try DictionaryReader(connection: database.connection).tables()
            return try SchemaJudge(
                OpenAPIDocument(routes: Route.all, tables: tables, anonymousScopes: ScopeSet([])))
        }

        @Test func realAnswers_AreOfTheContract() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            let judge = try judge(database)
            for (options, text) in [
                ([:], "id;department\n1;A\n2;\nx\n"),
                (["on_reject": "abort", "columns": "id,department"], "5,E\n6,\n"),
                (["dry_run": "yes", "delimiter": ","], "7,G\n"), (["max_rejects": "50%"], "\"8,open\n"),
            ] as [([String: String], String)] {
                let result = try station.load(UploadedFile("departments", text), options: options)
                for receipt in result.receipts {
                    #expect(try judge.faults(in: receipt, as: "Receipt") == [])
                    let kept = try database.receipt(receipt.id)
                    #expect(try judge.faults(in: kept, as: "Receipt") == [])
                    let rejects = try RejectStore(connection: database.connection).page(receipt.id, after: -1, limit: 9)
                    let page = RejectHandler.Page(load: receipt.id, rejects: rejects, next: "/next")
                    #expect(try judge.faults(in: page, as: "RejectPage") == [])
                }
                let list = LoadListHandler.Page(loads: result.receipts, next: nil)
                #expect(try judge.faults(in: list, as: "LoadPage") == [])
                guard let problem = result.problem else { continue }
                let document = ProblemDocument(problem, requestID: "r")
                #expect(try judge.faults(in: document, as: "Problem") == [])
            }
        }

        @Test func tables_AreOfTheContract_AndTheirRowsAreInIt() throws {
            let database = try ScratchDatabase(
                isMigrated: true,
                """
                CREATE TABLE `odd name` (
                    `id` BIGINT UNSIGNED NOT NULL PRIMARY KEY COMMENT 'key', `e` ENUM('a', 'b') NULL, `d` DECIMAL(20, 4),
                    `t` VARCHAR(7) NOT NULL DEFAULT 'x', `g` INT AS (`id` % 7)
                ) COMMENT 'odd'
                """)
            let tables = try DictionaryReader(connection: database.connection).tables()
            let judge = try judge(database)
            #expect(judge.danglingReferences == [])
            let list = TableListHandler.List(tables: tables.map(TableDescription.init))
            #expect(try judge.faults(in: list, as: "TableList") == [])
            let schemas = (judge.document["components"] as? [String: Any])?["schemas"] as? [String: [String: Any]]
            let row = try #require(schemas?["row.odd-20-name"])
            #expect(row["required"] as? [String] == ["id"])
            let columns = try #require(row["properties"] as? [String: [String: Any]])
            #expect(columns.keys.sorted() == ["d", "e", "id", "t"])
            #expect((columns["id"]?["maximum"] as? NSNumber)?.uint64Value == .max)
            #expect(columns["t"]?["maxLength"] as? Int == 7)
            #expect(schemas?["row.hired_employees"] != nil)
        }

        /// The judge is no use if it lets everything through.
        @Test func judge_SeesWhatIsWrong() throws {
            let database = try ScratchDatabase()
            let judge = try judge(database)
            #expect(try judge.faults(in: ["status": "down", "version": "1"], as: "Health") == ["/status: down"])
            #expect(try judge.faults(in: ["state": "up", "version": "1"], as: "Health").count == 2)
            #expect(try judge.faults(in: ["status": 1], as: "Health").count == 2)
            #expect(try judge.faults(in: [1], as: "Health").count == 1)
        }
    }
}
