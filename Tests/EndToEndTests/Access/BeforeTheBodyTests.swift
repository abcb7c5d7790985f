import MariaDB
import Testing

/// What a caller shows who is not let in.
struct Stranger: Sendable, CustomTestStringConvertible {
    let name: String
    let status: Int
    let type: String
    /// What follows the realm in `WWW-Authenticate`; nil where nginx refuses and there is none.
    let challenge: String?
    /// Header lines; made when the test runs, because tokens are.
    let headers: @Sendable (Stack) throws -> String

    var testDescription: String { name }

    init(
        _ name: String, _ status: Int, _ type: String, _ challenge: String?,
        _ headers: @escaping @Sendable (Stack) throws -> String
    ) {
        (self.name, self.status, self.type, self.challenge, self.headers) = (name, status, type, challenge, headers)
    }

    private static let invalid = ", error=\"invalid_token\""
    private static let noLoad = ", error=\"insufficient_scope\", scope=\"load\""

    private static func bearer(_ token: String) -> String { "Authorization: Bearer \(token)\r\n" }

    /// A token that was made and then changed in the database.
    private static func changed(_ stack: Stack, _ change: String) throws -> String {
        let token = try stack.makeToken("changed", "load")
        try stack.execute("\(change) WHERE `id` = '\(token.id)'")
        return bearer(token.text)
    }

    static let all: [Stranger] = [
        .init("no token", 401, "unauthorized", "") { _ in "" },
        .init("an empty header", 401, "unauthorized", "") { _ in "Authorization: \r\n" },
        .init("another scheme", 401, "unauthorized", "") { _ in "Authorization: Basic d2hhcmY6d2hhcmY=\r\n" },
        .init("a token without scheme", 401, "unauthorized", "") { "Authorization: \($0.token)\r\n" },
        .init("no token after the scheme", 401, "unauthorized", invalid) { _ in "Authorization: Bearer\r\n" },
        .init("no token of ours", 401, "unauthorized", invalid) { _ in bearer("eyJhbGciOiJIUzI1NiJ9.e30.x") },
        .init("a slip of the pen", 401, "unauthorized", invalid) { bearer(String($0.token.dropLast()) + "!") },
        .init("two tokens in one header", 401, "unauthorized", invalid) { bearer("\($0.token), \($0.token)") },
        .init("SQL", 401, "unauthorized", invalid) { _ in bearer("' OR '1'='1' -- ") },
        .init("an escaped NUL", 401, "unauthorized", invalid) { bearer($0.token + "%00") },
        .init("5 kB", 401, "unauthorized", invalid) { _ in bearer(String(repeating: "A", count: 5000)) },
        .init("an unknown token", 401, "unauthorized", invalid) { try changed($0, "DELETE FROM `wharf_tokens`") },
        .init("an expired token", 401, "unauthorized", invalid) {
            try changed($0, "UPDATE `wharf_tokens` SET `expires_at` = UTC_TIMESTAMP(6)")
        },
        .init("a revoked token", 401, "unauthorized", invalid) { stack in
            let token = try stack.makeToken("revoked", "load")
            let revoked = try stack.wharf("token", "revoke", token.id)
            #expect(revoked.status == 0)
            return bearer(token.text)
        },
        .init("all scopes but one", 403, "forbidden", noLoad) {
            try bearer($0.makeToken("other", "read,report,backup,restore").text)
        },
        // These do not reach the service.
        .init("10 kB", 431, "about:blank", nil) { _ in bearer(String(repeating: "A", count: 10_000)) },
        .init("a NUL", 400, "about:blank", nil) { bearer($0.token + "\u{0}") },
        .init("two headers", 400, "about:blank", nil) { $0.authorization + $0.authorization },
    ]
}

extension EndToEndTests {
    /// A gigabyte is announced and not a byte of it comes: who is refused all the same is refused before the body is
    /// read. A service that waited for it would let these tests wait for a minute.
    struct BeforeTheBodyTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private func request(_ headers: String, query: String = "?table=departments") throws -> Answer {
            let client = try RawClient(stack)
            try client.send(
                "POST /upload\(query) HTTP/1.1\r\nHost: wharf\r\nContent-Type: text/csv\r\n\(headers)"
                    + "Content-Length: 1000000000\r\n\r\n")
            return try client.readNextAnswer()
        }

        @Test(arguments: Stranger.all)
        func stranger_IsRefused_AndNothingIsLeft(_ stranger: Stranger) throws {
            let headers = try stranger.headers(stack)
            let loads = try stack.count("wharf_loads")
            let answer = try request(headers)
            let problem = try stack.expectProblem(answer, stranger.status, stranger.type)
            #expect(answer["www-authenticate"] == stranger.challenge.map { "Bearer realm=\"wharf\"" + $0 })
            #expect(problem.loads == nil && problem.errors == nil)
            #expect(try stack.count("wharf_loads") == loads)
            #expect(stack.spooled.isEmpty)
            #expect(try stack.counts() == [0, 0, 0])
        }

        @Test func tokenInTheQuery_IsNoToken() throws {
            let answer = try request("", query: "?table=departments&access_token=\(stack.token)")
            try stack.expectProblem(answer, 401, "unauthorized")
            #expect(try !stack.logs().contains(stack.token))
        }

        @Test func mediaType_IsRefused_BeforeTheBody() throws {
            let client = try RawClient(stack)
            try client.send(
                "POST /upload HTTP/1.1\r\nHost: wharf\r\n\(stack.authorization)Content-Type: application/xml\r\n"
                    + "Content-Length: 1000000000\r\n\r\n")
            try stack.expectProblem(client.readNextAnswer(), 415, "unsupported-media-type")
        }

        @Test func accept_IsRefused_BeforeTheBody() throws {
            let answer = try request(stack.authorization + "Accept: image/png\r\n")
            try stack.expectProblem(answer, 406, "not-acceptable")
        }

        /// Whoever sends all the same gets the answer, too, and not a broken connection.
        @Test(arguments: [[], ["-H", "Transfer-Encoding: chunked"], ["-H", "Expect:"]] as [[String]])
        func bodyThatComesAllTheSame_IsAnswered(_ arguments: [String]) throws {
            let parts = [Part.file("departments", Text.named(1...500_000))]
            for _ in 0..<5 {
                let answer = try stack.upload(parts, "", arguments, as: .nobody)
                #expect(answer.curlStatus == 0)
                try stack.expectProblem(answer, 401, "unauthorized")
            }
            #expect(stack.spooled.isEmpty)
        }
    }
}
