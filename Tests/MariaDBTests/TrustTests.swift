import MariaDB
import Testing

/// The server of `TLSTests`, out of the environment.
enum TLSServer {
    static let authority = environment("WHARF_TEST_TLS_CA")
    static let port = environment("WHARF_TEST_PORT").flatMap { UInt16($0) }
    static let isMissing = authority == nil || port == nil
    static let whatIsMissing: Comment = "WHARF_TEST_PORT and WHARF_TEST_TLS_CA must name a server with TLS"
}

extension MariaDBTests {
    /// What a connection does not do for a server that it should not trust.
    struct TrustTests {
        private func settings(_ server: RogueServer) -> ConnectionSettings {
            var settings = ConnectionSettings(port: server.port, user: "u", password: "hunter2-clear")
            settings.readTimeoutSeconds = 2
            return settings
        }

        private func contains(_ bytes: [UInt8], _ text: String) -> Bool {
            bytes.firstRange(of: Array(text.utf8)) != nil
        }

        @Test func password_StaysHere_WhenServerWantsItInClear() throws {
            let server = try RogueServer(.askForClearPassword)
            let error = try caught { _ = try Connection(settings(server)) }
            #expect(error.code == .authenticationRestricted, "\(error)")
            #expect(!error.description.contains("hunter2"))
            let bytes = try server.bytes()
            #expect(bytes.count > 30)
            #expect(!contains(bytes, "hunter2"))
        }

        @Test func file_StaysHere_WhenServerWantsIt() throws {
            let server = try RogueServer(.askForFile("/etc/passwd"))
            _ = try caught { _ = try Connection(settings(server)) }
            let bytes = try server.bytes()
            #expect(contains(bytes, "SET NAMES"))
            #expect(!contains(bytes, "root:"))
        }

        @Test(arguments: [
            TLSSettings.requiredUnverified, .verifyCA("/etc/ssl/certs/ca-certificates.crt"),
            .verifyFull("/etc/ssl/certs/ca-certificates.crt"),
        ])
        func plainServer_IsRefused_WhenTLSIsRequired(_ tls: TLSSettings) throws {
            let server = try RogueServer(.askForClearPassword)
            var settings = settings(server)
            settings.tls = tls
            let error = try caught { _ = try Connection(settings) }
            #expect(error.code == .tlsFailed, "\(error)")
            #expect(try server.bytes().isEmpty)
        }
    }

    @Suite(.disabled(if: TLSServer.isMissing, TLSServer.whatIsMissing))
    struct TLSTests {
        private func cipher(_ tls: TLSSettings, host: String = "127.0.0.1") throws -> String? {
            let user = environment("WHARF_TEST_USER") ?? "root"
            let password = environment("WHARF_TEST_PASSWORD") ?? ""
            let settings = ConnectionSettings(
                host: host, port: try #require(TLSServer.port), user: user, password: password, tls: tls)
            return try Connection(settings).query("SHOW STATUS LIKE 'Ssl_cipher'")[0][1].string
        }

        @Test func connection_IsPlain_WhenTLSIsOff() throws {
            #expect(try cipher(.off) == "")
        }

        @Test func connection_IsEncrypted_WhenTLSIsRequired() throws {
            let authority = try #require(TLSServer.authority)
            for tls in [TLSSettings.requiredUnverified, .verifyCA(authority), .verifyFull(authority)] {
                #expect(try cipher(tls)?.isEmpty == false, "\(tls)")
            }
        }

        @Test func unknownAuthority_IsRefused() throws {
            let other = "/etc/ssl/certs/ca-certificates.crt"
            for tls in [TLSSettings.verifyCA(other), .verifyFull(other), .verifyCA("/nonexistent.pem")] {
                #expect(try caught { _ = try cipher(tls) }.code == .tlsFailed, "\(tls)")
            }
        }

        /// `127.1` is another spelling of the same address, which the certificate does not have.
        @Test func otherName_IsRefused_OnlyWhenItIsChecked() throws {
            let authority = try #require(TLSServer.authority)
            #expect(try cipher(.verifyCA(authority), host: "127.1")?.isEmpty == false)
            #expect(try caught { _ = try cipher(.verifyFull(authority), host: "127.1") }.code == .tlsFailed)
        }
    }
}
