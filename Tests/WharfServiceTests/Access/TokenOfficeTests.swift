import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    struct TokenOfficeTests {
        let database: ScratchDatabase
        let office: TokenOffice

        init() throws {
            database = try ScratchDatabase()
            office = try TokenOffice(database.settings, clerk: "ada")
        }

        private var store: TokenStore { TokenStore(connection: database.connection) }

        private func issue(_ name: String, _ scopes: String = "load,read", expires: String = "90d") throws -> Token {
            let issued = try office.issue(name: name, scopes: ScopeSet(scopes), expiry: TokenExpiry(expires))
            return try #require(Token(issued.token))
        }

        /// Every column of every row as text.
        private func everything(_ table: String) throws -> String {
            try database.connection.query("SELECT * FROM `\(table)`").flatMap(\.values)
                .map { String(decoding: $0.bytes ?? [], as: UTF8.self) }.joined(separator: "|")
        }

        @Test func token_IsKeptAsItsDigestAlone() throws {
            let token = try issue("ci")
            let matching = try database.connection.query(
                "SELECT COUNT(*) FROM wharf_tokens WHERE digest = UNHEX(SHA2(?, 256))", [.text(token.text)])
            #expect(matching[0][0].integer == 1)
            for table in ["wharf_tokens", "wharf_audit"] {
                #expect(try !everything(table).contains(token.text.dropFirst("wharf_".count)))
            }
        }

        @Test func record_SaysAllThatIsKnown() throws {
            let token = try issue("ci", "read,load", expires: "2999-01-01")
            let record = try #require(try store.find(token))
            #expect(record.name == "ci" && record.scopes.description == "load,read")
            #expect(record.expiresAt == "2999-01-01T00:00:00.000000Z" && !record.isExpired)
            #expect(record.revokedAt == nil && record.lastUsedAt == nil)
            #expect(record.createdAt.prefix(16) <= Timestamp.now().prefix(16))
            #expect(try store.find(Token()) == nil)
        }

        @Test func revokedToken_IsKept_AndIsNotRevokedTwice() throws {
            let token = try issue("ci")
            #expect(try office.revoke("ci").name == "ci")
            let record = try #require(try store.find(token))
            #expect(record.revokedAt != nil)
            #expect(throws: TokenError.self) { try office.revoke("ci") }
            let error = #expect(throws: TokenError.self) { try office.revoke(record.id.description) }
            #expect(error?.description.contains("revoked before") == true)
            #expect(try store.find(token)?.revokedAt == record.revokedAt)
            #expect(
                try database.rows("SELECT act, who, target FROM wharf_audit ORDER BY id") == [
                    "create token|command:ada|ci", "revoke token|command:ada|ci",
                ])
        }

        @Test func sharedName_IsRevokedById() throws {
            let tokens = try [issue("ci"), issue("ci")]
            let ids = try office.tokens().map(\.id)
            let error = #expect(throws: TokenError.self) { try office.revoke("ci") }
            #expect(ids.allSatisfy { error?.description.contains($0.description) == true })
            #expect(try office.revoke(ids[0].description.lowercased()).id == ids[0])
            #expect(try tokens.map { try store.find($0)?.revokedAt == nil } == [false, true])
            // Now the name means one.
            #expect(try office.revoke("ci").id == ids[1])
        }

        @Test func expiredToken_IsSaid() throws {
            let token = try issue("ci")
            try database.connection.execute("UPDATE wharf_tokens SET expires_at = UTC_TIMESTAMP(6)")
            #expect(try store.find(token)?.isExpired == true)
            #expect(try office.tokens().map(\.isExpired) == [true])
        }

        @Test(arguments: ["", "a b", "anonymous", "a\n", "é", "a'; DROP TABLE jobs", String(repeating: "a", count: 65)])
        func name_IsRefused_AndNothingIsKept(_ name: String) throws {
            #expect(throws: TokenError.self) { try issue(name) }
            #expect(try database.count("wharf_tokens") == 0 && database.count("wharf_audit") == 0)
        }

        @Test func noScope_IsRefused() throws {
            #expect(throws: TokenError.self) { try issue("ci", "") }
            #expect(try database.count("wharf_tokens") == 0 && database.count("wharf_audit") == 0)
        }

        @Test(arguments: ["nobody", "", "01J00000000000000000000000", "' OR '1'='1"])
        func unknownToken_IsNotRevoked(_ spoken: String) throws {
            _ = try issue("ci")
            #expect(throws: TokenError.self) { try office.revoke(spoken) }
            #expect(try office.tokens().map(\.revokedAt) == [nil])
        }

        @Test func use_IsNotedOnceAMinute() throws {
            let token = try issue("ci")
            let id = try #require(try store.find(token)).id
            try store.noteUse(of: id)
            let first = try #require(try store.find(token)?.lastUsedAt)
            try store.noteUse(of: id)
            #expect(try store.find(token)?.lastUsedAt == first)
            try database.connection.execute(
                "UPDATE wharf_tokens SET last_used_at = last_used_at - INTERVAL 61 SECOND")
            try store.noteUse(of: id)
            #expect(try #require(try store.find(token)?.lastUsedAt) >= first)
        }

        @Test func change_IsUndone_WhenTheAuditCannotTakeIt() throws {
            let token = try issue("ci")
            try database.connection.execute("DROP TABLE wharf_audit")
            #expect(throws: MariaDBError.self) { try issue("other") }
            #expect(throws: MariaDBError.self) { try office.revoke("ci") }
            #expect(try office.tokens().map(\.name) == ["ci"])
            #expect(try store.find(token)?.revokedAt == nil)
        }

        @Test func schema_IsAskedFor_WhenItIsMissing() throws {
            let empty = try ScratchDatabase(isMigrated: false)
            #expect(throws: SchemaError.self) { try TokenOffice(empty.settings, clerk: "ada") }
        }
    }
}
