import MariaDB
import Testing

extension EndToEndTests {
    struct ScopeTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private static let reading = [
            "/loads", "/loads/01J00000000000000000000000", "/loads/01J00000000000000000000000/rejects", "/tables",
            "/tables/departments", "/metrics", "/backups", "/backups/01J00000000000000000000000",
        ]
        private static let open = ["/healthz", "/readyz", "/problems", "/problems/busy", "/openapi.json", "/"]

        private func upload(as caller: Caller) throws -> Answer {
            try stack.upload([.file("departments", "1,A\n")], "?on_duplicate=skip", as: caller)
        }

        /// 401 or 403 by a wrong scope; everything else was let in.
        private func isLetIn(_ answer: Answer) -> Bool {
            answer.status != 0 && answer.status != 401 && answer.status != 403
        }

        @Test func calls_NeedTheirScope() throws {
            try stack.withResponder(["WHARF_ANONYMOUS_SCOPES": ""]) {
                for scope in ["load", "backup", "restore", "report", "read", "admin"] {
                    let caller = Caller.holder(of: try stack.makeToken("only-\(scope)", scope).text)
                    for path in Self.reading {
                        let answer = try stack.get(path, as: caller)
                        #expect(isLetIn(answer) == ["read", "admin"].contains(scope), "\(scope) \(path)")
                        if !isLetIn(answer) {
                            #expect(answer["www-authenticate"]?.contains("scope=\"read\"") == true)
                        }
                    }
                    for path in ["/hires_q", "/hires_depa", "/rejects_by_code", "/loads_by_day", "/reports"] {
                        let answer = try stack.get(path, as: caller)
                        #expect(isLetIn(answer) == ["report", "admin"].contains(scope), "\(scope) \(path)")
                    }
                    for (path, wanted) in [("/backup", "backup"), ("/restore", "restore")] {
                        let answer = try stack.curl(
                            path, ["-H", "Content-Type: application/json", "-d", "{}"], as: caller)
                        #expect(isLetIn(answer) == [wanted, "admin"].contains(scope), "\(scope) \(path)")
                    }
                    #expect(try isLetIn(upload(as: caller)) == ["load", "admin"].contains(scope), "\(scope)")
                    for path in Self.open {
                        #expect(try stack.get(path, as: caller).status == 200, "\(scope) \(path)")
                    }
                }
            }
        }

        @Test func nobody_IsLetIn_WhereNoTokenIsNeeded() throws {
            try stack.withResponder(["WHARF_ANONYMOUS_SCOPES": ""]) {
                for path in Self.reading {
                    try stack.expectProblem(stack.get(path, as: .nobody), 401, "unauthorized")
                    #expect(try stack.get(path, "--head", as: .nobody).status == 401)
                }
                try stack.expectProblem(upload(as: .nobody), 401, "unauthorized")
                for path in Self.open {
                    #expect(try stack.get(path, as: .nobody).status == 200, "\(path)")
                    #expect(try stack.get(path, as: .holder(of: "of no token at all")).status == 200, "\(path)")
                }
            }
            #expect(try stack.counts() == [0, 0, 0])
        }

        @Test func nobody_LoadsAndIsCalledAnonymous_WhereThatIsSet() throws {
            try stack.withResponder(["WHARF_ANONYMOUS_SCOPES": "load"]) {
                let receipts = try stack.expectSuccess(upload(as: .nobody))
                #expect(receipts.map(\.by) == ["anonymous"])
                try stack.expectProblem(stack.get("/loads", as: .nobody), 401, "unauthorized")
                // A token that is none is no way to be nobody.
                try stack.expectProblem(upload(as: .holder(of: "wharf_x")), 401, "unauthorized")
                let reader = Caller.holder(of: try stack.makeToken("reader", "read").text)
                #expect(try stack.expectSuccess(upload(as: reader)).map(\.by) == ["reader"])
            }
        }

        @Test func nobody_ReadsTheDevelopmentStack() throws {
            #expect(try stack.get("/tables", as: .nobody).status == 200)
            try stack.expectProblem(upload(as: .nobody), 401, "unauthorized")
        }
    }
}
