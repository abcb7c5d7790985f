import Testing

@testable import WharfService

struct MessageTests {
    @Test(arguments: [
        ("", ""), ("jobs", "jobs"), ("größe", "größe"), ("a\nb", "a\u{FFFD}b"), ("a\r\nb", "a\u{FFFD}b"),
        ("\u{0}\u{1B}[2J\u{7F}", "\u{FFFD}\u{FFFD}[2J\u{FFFD}"),
        ("a\u{85}b\u{2028}c\u{2029}d\u{9B}2J", "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}2J"),
        (String(repeating: "x", count: 81), String(repeating: "x", count: 80) + "…"),
        (String(repeating: "é", count: 81), String(repeating: "é", count: 80) + "…"),
    ])
    func message_HasOneLine_OfWhateverText(_ text: String, _ expected: String) {
        #expect(text.forMessage == expected)
    }

    @Test(arguments: [("", ""), (" \t", ""), (" a b\r\n", "a b"), ("\u{A0}é\u{2003}", "é"), ("\u{85}\u{2028}x", "x")])
    func text_LosesTheBlanksAroundIt(_ text: String, _ expected: String) { #expect(text.trimmed == expected) }
}
