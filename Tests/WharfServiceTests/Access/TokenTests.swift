import Testing

@testable import WharfService

struct TokenTests {
    @Test func tokens_AreLongAndDiffer() {
        let tokens = (0..<1000).map { _ in Token().text }
        #expect(Set(tokens).count == 1000)
        for token in tokens {
            #expect(token.hasPrefix("wharf_") && token.utf8.count == 54)
            #expect(token.utf8.allSatisfy { $0 < 128 && $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") })
            #expect(Token(token)?.text == token)
        }
    }

    @Test func token_IsNone_WhenACharacterIsAnother() {
        let token = Array(Token().text)
        for index in token.indices {
            var other = token
            other[index] = other[index] == "A" ? "B" : "A"
            #expect(Token(String(other)) == nil, "character \(index)")
        }
    }

    @Test(
        arguments: [
            "", "wharf_", "wharf", "x", "WHARF_", "wharf_====", "wharf_" + String(repeating: "A", count: 48),
            "wharf_" + String(repeating: "é", count: 24), "wharf_' OR '1'='1",
        ])
    func text_IsNoToken(_ text: String) { #expect(Token(text) == nil) }

    @Test func token_IsNone_WithMoreOrLess() {
        let token = Token().text
        for text in [token + "A", token + " ", " " + token, String(token.dropLast()), token + "\u{0}", token + "="] {
            #expect(Token(text) == nil, "\(text.utf8.count) bytes")
        }
    }

    @Test func digest_IsTheTokensAlone() {
        let (token, other) = (Token(), Token())
        #expect(token.digest.count == 32)
        #expect(token.matches(token.digest))
        #expect(!token.matches(other.digest) && !token.matches([]) && !token.matches(Array(token.text.utf8)))
    }

    @Test func secret_IsInNoDescription() {
        let token = Token()
        let secret = token.text.dropFirst("wharf_".count)
        var dumped = ""
        dump(Credentials.token(token), to: &dumped)
        for text in ["\(token)", String(reflecting: token), "\(Credentials.token(token))", dumped] {
            #expect(!text.contains(secret))
        }
    }
}
