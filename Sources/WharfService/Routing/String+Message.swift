extension String {
    /// The text as a message may carry it: one line, without control characters, at most 80 characters.
    var forMessage: String {
        let cut = prefix(80)
        let safe = String(
            cut.map { $0.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 } ? $0 : "\u{FFFD}" })
        return cut.endIndex == endIndex ? safe : safe + "…"
    }

    /// The text without blanks, tabs and line ends around it.
    var trimmed: String {
        let isBlank: (Character) -> Bool = { $0.isWhitespace }
        return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }

    /// The media type that a `Content-Type` names, in lower case, without parameters.
    var mediaType: String { String(prefix { $0 != ";" }).lowercased().trimmed }
}
