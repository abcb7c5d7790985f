import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    struct GatekeeperTests {
        let database: ScratchDatabase
        let office: TokenOffice

        init() throws {
            database = try ScratchDatabase()
            office = try TokenOffice(database.settings, clerk: "ada")
        }

        private func judge(
            _ credentials: Credentials, _ scope: Scope = .load, anonymous: String = ""
        ) throws -> Gatekeeper.Admission {
            try Gatekeeper(anonymousScopes: ScopeSet(anonymous)).judge(credentials, for: scope) {
                TokenStore(connection: database.connection)
            }
        }

        private func issue(_ scopes: String) throws -> Credentials {
            .token(
                try #require(
                    Token(try office.issue(name: "ci", scopes: ScopeSet(scopes), expiry: TokenExpiry("1d")).token)))
        }

        private func expectRefused(
            _ admission: Gatekeeper.Admission, _ type: ProblemType, _ challenge: String, by name: String,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            #expect(admission.by == name, sourceLocation: sourceLocation)
            guard case .failure(let problem) = admission.verdict else {
                Issue.record("let in", sourceLocation: sourceLocation)
                return
            }
            #expect(problem.type == type, sourceLocation: sourceLocation)
            let expected = "Bearer realm=\"wharf\"" + challenge
            #expect(problem.headers.map(\.1) == [expected], sourceLocation: sourceLocation)
        }

        @Test func caller_IsLetIn_WithTheScope() throws {
            for scopes in ["load", "read,load", "admin"] {
                let admission = try judge(issue(scopes))
                #expect(admission.by == "ci")
                #expect(try admission.verdict.get().name == "ci")
                #expect(try admission.verdict.get().tokenID != nil)
            }
        }

        @Test func scope_IsNamed_WhenItIsMissing() throws {
            let challenge = ", error=\"insufficient_scope\", scope=\"load\""
            try expectRefused(judge(issue("read,backup,restore,report")), .forbidden, challenge, by: "ci")
        }

        @Test func noToken_IsLetIn_WhereAnybodyIs() throws {
            let caller = try judge(.none, .read, anonymous: "read").verdict.get()
            #expect(caller.name == "anonymous" && caller.tokenID == nil)
            try expectRefused(judge(.none, .load, anonymous: "read"), .unauthorized, "", by: "anonymous")
            try expectRefused(judge(.none, .read), .unauthorized, "", by: "anonymous")
        }

        /// What everybody may do, the holder of any token may; a token that is none is no way to be anybody.
        @Test func anonymousScopes_GoWithATokenInForceAlone() throws {
            #expect(try judge(issue("backup"), .read, anonymous: "read").by == "ci")
            let invalid = ", error=\"invalid_token\""
            for credentials in [Credentials.malformed, .token(Token())] {
                try expectRefused(
                    judge(credentials, .read, anonymous: "read"), .unauthorized, invalid, by: "anonymous")
            }
            try expectRefused(judge(.otherScheme, .read, anonymous: "read"), .unauthorized, "", by: "anonymous")
        }

        @Test(arguments: ["revoked_at", "expires_at"])
        func tokenThatHasEnded_IsRefused_FromThenOn(_ column: String) throws {
            let credentials = try issue("admin")
            #expect(try judge(credentials).verdict.get().name == "ci")
            try database.connection.execute("UPDATE wharf_tokens SET \(column) = UTC_TIMESTAMP(6)")
            try expectRefused(
                judge(credentials, anonymous: "load"), .unauthorized, ", error=\"invalid_token\"", by: "ci")
        }

        @Test func onlyATokenIsLookedUp() throws {
            for credentials in [Credentials.none, .otherScheme, .malformed] {
                _ = try Gatekeeper(anonymousScopes: ScopeSet([])).judge(credentials, for: .read) {
                    Issue.record("a statement for a request without a token")
                    return TokenStore(connection: database.connection)
                }
            }
        }
    }
}
