import Glibc
import MariaDB
import Testing

extension EndToEndTests {
    @Suite(.oneResponder)
    struct ProtocolTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        @Test(arguments: ["/nothing", "/upload/", "/loads/1/2/3", "/tables//", "/dashboard/../../etc/passwd", "/%00"])
        func unknownPath_IsNotFound(_ path: String) throws {
            let answer = try stack.get(path, "--path-as-is")
            #expect(answer.status == 404 || answer.status == 400)
            #expect(answer["content-type"] == "application/problem+json")
            #expect(try answer.json(ProblemDocument.self).status == answer.status)
        }

        @Test func headOfRejects_HasTheHeadersAlone() throws {
            try stack.upload([.file("departments", "1,A\n2,\n")])
            let id = try #require(try stack.newestLoad())
            let answer = try stack.get("/loads/\(id)/rejects", "--head", "-H", "Accept: text/csv")
            #expect(answer.status == 200)
            #expect(answer["content-type"] == "text/csv; charset=utf-8")
        }

        @Test func requestID_IsTheClients_InHeaderDocumentAndLoad() throws {
            let answer = try stack.curl(
                "/upload?table=departments",
                ["-H", "X-Request-Id: order-66.test", "-H", "Content-Type: text/csv", "--data-binary", "x"])
            let problem = try answer.json(ProblemDocument.self)
            #expect(answer["x-request-id"] == "order-66.test")
            #expect(problem.requestId == "order-66.test")
            #expect(
                try stack.query("SELECT `request_id` FROM `wharf_loads` ORDER BY `id` DESC LIMIT 1")[0].values == [
                    "order-66.test"
                ])
        }

        @Test(arguments: ["short", "with blank in it", "quote\"quote\"quote", String(repeating: "a", count: 65)])
        func requestID_IsANewOne_WhenTheClientsIsHarmful(_ id: String) throws {
            let answer = try stack.get("/nothing", "-H", "X-Request-Id: \(id)")
            let given = try #require(answer["x-request-id"])
            #expect(given != id && given.count == 32)
            #expect(try answer.json(ProblemDocument.self).requestId == given)
        }

        @Test func errorsOfTheProxy_AreProblems() throws {
            let long = try stack.get("/" + String(repeating: "a", count: 20_000))
            try stack.expectProblem(long, 414, "about:blank")
            let wide = try stack.get("/tables", "-H", "X-Wide: " + String(repeating: "a", count: 40_000))
            try stack.expectProblem(wide, 431, "about:blank")
        }

        @Test func missingResponder_IsAProblem_UntilItIsBack() throws {
            try stack.kill("wharf", SIGTERM)
            let answer = try stack.get("/tables", "-H", "X-Request-Id: while-it-is-down")
            let problem = try stack.expectProblem(answer, 502, "about:blank")
            #expect(problem.requestId == "while-it-is-down")
            #expect(answer["retry-after"] == "5")
            // The page is nginx's own.
            #expect(try stack.get("/").status == 200)
            try stack.start()
            #expect(try stack.get("/tables").status == 200)
        }

        @Test func page_IsServed() throws {
            let answer = try stack.get("/")
            #expect(answer.status == 200)
            #expect(answer["content-type"] == "text/html; charset=utf-8")
            #expect(answer["x-content-type-options"] == "nosniff")
        }

        @Test func brokenQuery_IsRefused() throws {
            try stack.expectProblem(stack.get("/loads?limit=%GG"), 400, "malformed-request")
            try stack.expectProblem(stack.get("/loads?colour=blue"), 400, "bad-option")
            try stack.expectProblem(stack.get("/tables?x=1"), 400, "bad-option")
        }
    }
}
