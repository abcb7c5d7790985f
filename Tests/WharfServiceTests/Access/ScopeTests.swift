import Testing

@testable import WharfService

struct ScopeTests {
    @Test(
        arguments: [
            ("", ""), (" , ", ""), ("read", "read"), ("read,load", "load,read"), ("read report", "report,read"),
            ("load, read\tread", "load,read"), ("admin", "admin"),
            ("admin,read,report,restore,backup,load", "load,backup,restore,report,read,admin"),
        ])
    func names_AreASet(_ text: String, _ expected: String) throws {
        #expect(try ScopeSet(text).description == expected)
        #expect(try ScopeSet(text).isEmpty == expected.isEmpty)
    }

    @Test(arguments: ["Read", "reads", "read;load", "*", "read,\u{0}"])
    func otherName_IsRefused_WithThoseThereAre(_ text: String) {
        let error = #expect(throws: ScopeError.self) { try ScopeSet(text) }
        #expect(error?.description.contains("load, backup, restore, report, read, admin") == true)
    }

    @Test func scope_AllowsItself_AndAdminAll() throws {
        for held in Scope.allCases {
            let allowed = Scope.allCases.filter { ScopeSet([held]).allows($0) }
            #expect(allowed == (held == .admin ? Scope.allCases : [held]))
        }
        #expect(Scope.allCases.allSatisfy { !ScopeSet([]).allows($0) })
    }

    @Test func setting_IsNobody_UnlessGiven() throws {
        var environment = ["DB_USER": "u", "DB_NAME": "n", "DB_HOST": "h"]
        #expect(try ServiceSettings(environment: environment).anonymousScopes.isEmpty)
        environment["WHARF_ANONYMOUS_SCOPES"] = "read report"
        #expect(try ServiceSettings(environment: environment).anonymousScopes.description == "report,read")
        environment["WHARF_ANONYMOUS_SCOPES"] = "everything"
        let error = #expect(throws: SettingError.self) { try ServiceSettings(environment: environment) }
        #expect(error?.name == "WHARF_ANONYMOUS_SCOPES")
        #expect(error?.description.contains("'everything'") == true)
    }
}
