import Testing

@testable import WharfService

struct CredentialsTests {
    private static let token = Token().text

    private static func kind(_ headers: [String]) -> String {
        switch Credentials(headers) {
        case .none: "none"
        case .token(let token): token.text == Self.token ? "token" : "another"
        case .otherScheme: "other scheme"
        case .malformed: "malformed"
        }
    }

    @Test(arguments: ["Bearer ", "bearer ", "BEARER ", "Bearer    "])
    func bearer_IsAToken(_ scheme: String) { #expect(Self.kind([scheme + Self.token]) == "token") }

    @Test func header_IsNone_WhenEmpty() {
        #expect(Self.kind([]) == "none")
        #expect(Self.kind([""]) == "none")
        #expect(Self.kind(["", "Bearer \(Self.token)"]) == "token")
    }

    @Test(arguments: [
        "Basic d2hhcmY6d2hhcmY=", "Digest x", "x", " Bearer x", "Bearer\tx", "Token \(token)", token, ",",
    ])
    func anotherScheme_IsSaid(_ header: String) { #expect(Self.kind([header]) == "other scheme") }

    @Test(
        arguments: [
            ["Bearer"], ["Bearer "], ["Bearer x"], ["Bearer \(token) \(token)"], ["Bearer \(token),\(token)"],
            ["Bearer \(token), Bearer \(token)"], ["Bearer \(token)", "Bearer \(token)"],
            ["Bearer \(token)", "Basic x"],
            ["Bearer \(token)\u{0}"], ["Bearer \u{0}\(token)"], ["Bearer \(token)%00"], ["Bearer \"\(token)\""],
            ["Bearer " + String(repeating: "A", count: 10_000)],
            ["Bearer " + String(repeating: " ", count: 5000) + token],
            ["Bearer \(token)" + String(repeating: "A", count: 10_000)], ["Bearer \u{FFFD}"],
            ["Bearer ' OR '1'='1"],
        ])
    func headers_AreMalformed(_ headers: [String]) { #expect(Self.kind(headers) == "malformed") }
}
