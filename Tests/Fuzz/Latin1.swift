/// Bytes as a text of ISO 8859-1, one character each, for regular expressions.
enum Latin1 {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.map(Unicode.Scalar.init)))
    }

    static func bytes(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }

    /// The text that its bytes are in UTF-8.
    static func decoded(_ text: String) -> String { String(decoding: bytes(text), as: UTF8.self) }

    /// Without the blanks and tabs around it.
    static func trimmed(_ text: some StringProtocol) -> String {
        String(String(text.drop { " \t".contains($0) }).reversed().drop { " \t".contains($0) }.reversed())
    }
}
