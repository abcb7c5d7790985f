import MariaDB
import Testing

extension EndToEndTests {
    /// SQL where a name or a value belongs does nothing but appear in an error.
    struct InjectionTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        static let strings = [
            "' OR '1'='1", "'; DROP TABLE departments; -- ", "departments`; DROP TABLE departments; -- ",
            "departments` WHERE 1=1 UNION SELECT `digest` FROM `wharf_tokens` -- ", "\" OR \"\"=\"",
            "\\'; SELECT SLEEP(9); #",
            "pets\u{0}' OR 1=1", "1/**/OR/**/1", "%' OR `table_name` LIKE '%", "../../etc/passwd", "${jndi:ldap://x}",
            "\u{2019}",
        ]

        /// Escaped as in an address.
        private static func escaped(_ text: String) -> String {
            text.utf8.map { byte in
                let digits = String(byte, radix: 16)
                return "%" + (digits.count < 2 ? "0" : "") + digits
            }.joined()
        }

        /// What a client must never see, apart from what it sent.
        private func expectNoInside(
            _ answer: Answer, sent text: String, sourceLocation: SourceLocation = #_sourceLocation
        ) {
            var rest = answer.text
            let trimmed = text.split(separator: " ", omittingEmptySubsequences: false).drop(while: \.isEmpty)
                .reversed().drop(while: \.isEmpty).reversed().joined(separator: " ")
            for sent in [text, trimmed] { rest = rest.split(separator: sent).joined() }
            let inside = [
                "SELECT", "INSERT", "information_schema", "wharf_", "mysql", "MariaDB", "SQL syntax", ".swift", "errno",
                stack.path, Stack.root, "Fatal error", "1064", "Optional(",
            ]
            for word in inside { #expect(!rest.contains(word), "\(word) in \(rest)", sourceLocation: sourceLocation) }
            #expect((200...499).contains(answer.status), "\(answer.status) \(rest)", sourceLocation: sourceLocation)
        }

        private func expectUntouched(sourceLocation: SourceLocation = #_sourceLocation) throws {
            #expect(try stack.counts() == [1, 0, 0], sourceLocation: sourceLocation)
            #expect(
                try stack.query("SELECT `id`, `department` FROM `departments`").map { $0.values.map(\.string) }
                    == [["1", "Kept"]],
                sourceLocation: sourceLocation)
            #expect(try stack.count("wharf_tokens") > 0, sourceLocation: sourceLocation)
        }

        @Test(arguments: strings)
        func names_AreRefused(_ text: String) throws {
            try stack.expectSuccess(stack.upload([.file("departments", "1,Kept\n")]))
            let word = Self.escaped(text)
            let body = ["-H", "Content-Type: text/csv", "--data-binary", "2,New"]
            let requests: [(path: String, arguments: [String])] = [
                ("/upload?table=\(word)", body), ("/upload?table=departments&columns=id,\(word)", body),
                ("/upload?table=departments&\(word)=1", body), ("/upload?table=departments&on_duplicate=\(word)", body),
                ("/tables/\(word)", []), ("/loads/\(word)", []), ("/loads/\(word)/rejects", []),
                ("/loads?before=\(word)", []), ("/loads?state=\(word)", []), ("/loads?limit=\(word)", []),
                ("/problems/\(word)", []), ("/\(word)", []),
            ]
            for request in requests {
                let answer = try stack.curl(request.path, request.arguments + ["--path-as-is"])
                #expect((400...499).contains(answer.status), "\(request.path)")
                expectNoInside(answer, sent: text)
            }
            // A table that has gone may still have loads, so this is a question without an answer.
            let filtered = try stack.get("/loads?table=\(word)")
            #expect(try filtered.json(LoadPage.self).loads.isEmpty)
            try expectUntouched()
        }

        @Test(arguments: strings)
        func nameOfAPart_IsRefused(_ text: String) throws {
            try stack.expectSuccess(stack.upload([.file("departments", "1,Kept\n")]))
            let name = text.filter { $0 != "\"" && $0 != "\\" && $0 != "\u{0}" }
            let body =
                "--b\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(name)\"\r\n\r\n2,New\r\n--b--\r\n"
            let path = try stack.scratch("body", Array(body.utf8))
            let answer = try stack.curl(
                "/upload", ["-H", "Content-Type: multipart/form-data; boundary=b", "--data-binary", "@\(path)"])
            #expect((400...499).contains(answer.status))
            expectNoInside(answer, sent: name)
            try expectUntouched()
        }

        /// But for the NUL, for which a file counts as binary.
        @Test(arguments: strings.filter { !$0.contains("\u{0}") })
        func value_IsAValue(_ text: String) throws {
            let quoted = "\"" + text.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
            let answer = try stack.upload([.file("departments", "1,\(quoted)\n\(quoted),B\n")])
            let receipts = try stack.expectSuccess(answer)
            #expect(receipts.map(\.sum) == [[2, 1, 0, 0, 1]])
            expectNoInside(answer, sent: text)
            #expect(
                try stack.query("SELECT `id`, `department` FROM `departments`").map { $0.values.map(\.string) }
                    == [["1", text]])
        }

        @Test(arguments: strings)
        func token_IsRefused(_ text: String) throws {
            for token in [text, "wharf_" + text] {
                let header = token.filter { $0 != "\u{0}" }.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }
                let answer = try stack.get("/tables", as: .holder(of: header.joined()))
                try stack.expectProblem(answer, 401, "unauthorized")
                expectNoInside(answer, sent: "Authorization: Bearer wharf_…")
                #expect(!answer.text.contains(text))
            }
        }
    }
}
