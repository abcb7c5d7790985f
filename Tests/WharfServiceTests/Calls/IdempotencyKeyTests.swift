import Testing

@testable import WharfService

struct IdempotencyKeyTests {
    @Test(arguments: [
        ("abc", "abc"), ("\"abc\"", "abc"), (" \"8e03978e-40d5\" ", "8e03978e-40d5"), (#""a\"b\\c""#, #"a"b\c"#),
        (String(repeating: "k", count: 255), String(repeating: "k", count: 255)),
    ])
    func key_IsReadWithAndWithoutQuotes(header: String, text: String) {
        #expect(IdempotencyKey(header)?.text == text)
    }

    @Test(arguments: [
        "", " ", "\"\"", "\"", "\"abc", "\"a\"b\"", #""a\""#, #""a\b""#, "a b", "é", "a\u{0}b", "a\u{7F}",
        String(repeating: "k", count: 256),
    ])
    func key_IsRefused(header: String) { #expect(IdempotencyKey(header) == nil) }
}
