import Glibc
import MariaDB
import Testing

extension EndToEndTests {
    @Suite(.oneResponder)
    struct TokenLifeTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private func status(_ caller: Caller) throws -> Int {
            try stack.upload([.file("departments", "1,A\n")], "?on_duplicate=skip", as: caller).status
        }

        @Test func token_LetsIn_UntilItIsRevoked() throws {
            let token = try stack.makeToken("life", "load")
            let caller = Caller.holder(of: token.text)
            for _ in 0..<20 { #expect(try status(caller) == 200) }
            let list = try stack.wharf("token", "list").output
            let line = try #require(list.split(separator: "\n").first { $0.hasPrefix(token.id) })
            #expect(line.contains(" life ") && line.contains(" load "))
            #expect(!list.contains(token.text))
            let revoked = try stack.wharf("token", "revoke", token.id)
            #expect(revoked.status == 0 && revoked.output == "Revoked: \(token.id) ('life').\n")
            // Each worker has a connection of its own; none may have kept the token.
            for _ in 0..<40 { #expect(try status(caller) == 401) }
            let again = try stack.wharf("token", "revoke", token.id)
            #expect(again.status != 0 && again.output.contains("revoked before"))
        }

        @Test func use_IsSeen() throws {
            let token = try stack.makeToken("seen", "load")
            let used = "SELECT `last_used_at` FROM `wharf_tokens` WHERE `id` = '\(token.id)'"
            #expect(try stack.query(used)[0][0].isNull)
            #expect(try status(.holder(of: token.text)) == 200)
            try eventually("the use is noted") { try !stack.query(used)[0][0].isNull }
        }

        /// A token that its holder may not use for this has been used all the same; one that is refused has not.
        @Test func caller_IsInReceiptLogAndDatabase() throws {
            let token = try stack.makeToken("nightly-import", "load,read")
            let receipts = try stack.expectSuccess(
                stack.upload(
                    [.file("departments", "1,A\n")], "", ["-H", "X-Request-Id: who-is-it-1"],
                    as: .holder(of: token.text)))
            #expect(receipts.map(\.by) == ["nightly-import"])
            #expect(
                try stack.query("SELECT `requested_by` FROM `wharf_loads` WHERE `id` = '\(receipts[0].id)'")[0][0]
                    .string
                    == "nightly-import")
            try eventually("the line of the request") {
                try stack.logs().split(separator: "\n").contains {
                    $0.contains("\"by\":\"nightly-import\"") && $0.contains("\"request_id\":\"who-is-it-1\"")
                }
            }
        }

        @Test(
            arguments: [
                ["--name", "a b", "--scope", "read", "--expires", "1d"],
                ["--name", "a", "--scope", "reading", "--expires", "1d"],
                ["--name", "a", "--scope", "", "--expires", "1d"],
                ["--name", "a", "--scope", "read", "--expires", "2020-01-01"],
                ["--name", "a", "--scope", "read", "--expires", "soon"], ["--name", "a", "--scope", "read"],
            ])
        func token_IsNotMade_WhenItsDescriptionIsWrong(_ arguments: [String]) throws {
            let before = try stack.count("wharf_tokens")
            let output = stack.scratchPath("refused")
            let child = try ChildProcess(
                [Stack.program ?? "", "token", "create"] + arguments, environment: stack.programEnvironment,
                output: output)
            #expect(child.wait() != 0)
            let text = String(decoding: try readFile(output), as: UTF8.self)
            #expect(text.hasPrefix("Error: ") && !text.contains("wharf_tokens"))
            #expect(try stack.count("wharf_tokens") == before)
        }

        /// Command lines and environments can be read by others; logs are kept for long.
        @Test func token_IsInNoCommandLineEnvironmentOrLog() throws {
            let token = try stack.makeToken("secret", "load").text
            for caller in [Caller.developer, .holder(of: token), .holder(of: token + "x")] {
                _ = try status(caller)
                _ = try stack.get("/nothing", as: caller)
            }
            let client = try RawClient(stack)
            // nginx quotes broken headers where its log is told to.
            try client.send("GET /tables HTTP/1.1\r\nHost: w\r\nAuthorization: Bearer \(token)\u{0}\r\n\r\n")
            _ = try client.readNextAnswer()
            for part in ["wharf", "nginx", Stack.server] {
                for file in ["cmdline", "environ"] {
                    let text = String(decoding: try readFile("/proc/\(stack.pid(of: part))/\(file)"), as: UTF8.self)
                    #expect(!text.contains(stack.token) && !text.contains(token), "\(part) \(file)")
                }
            }
            let logs = try stack.logs()
            #expect(logs.contains("\"by\":\"secret\""))
            for text in [stack.token, token] { #expect(!logs.contains(text.dropFirst("wharf_".count))) }
        }

        @Test func database_IsSaid_WhenItIsAwayAndATokenComes() throws {
            let database = try stack.pid(of: Stack.server)
            try stack.kill(Stack.server, SIGTERM)
            #expect(!Stack.isAlive(database))
            // Whoever he is: that is not known. Without a token it is.
            try stack.expectProblem(stack.get("/tables"), 503, "database-unavailable")
            try stack.expectProblem(
                stack.upload([.file("departments", "1,A\n")], as: .nobody), 401, "unauthorized")
            try stack.start()
        }
    }
}
