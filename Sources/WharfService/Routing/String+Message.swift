extension String {
    /// The text as a message may carry it: one line, without control characters, at most 80 characters.
    var forMessage: String {
        if utf8.count <= 80, utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return self }
        let cut = prefix(80)
        let safe = String(cut.map { $0.unicodeScalars.contains(where: Self.endsLine) ? "\u{FFFD}" : $0 })
        return cut.endIndex == endIndex ? safe : safe + "…"
    }

    /// Whether some reader takes it for a line end, or for an order to the terminal.
    private static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// The text without blanks, tabs and line ends around it.
    var trimmed: String {
        if utf8.allSatisfy({ $0 < 0x80 }) { return trimmedASCII }
        let isBlank: (Character) -> Bool = { $0.isWhitespace }
        return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }

    private var trimmedASCII: String {
        let isMark: (UInt8) -> Bool = { $0 != 0x20 && !(0x09...0x0D ~= $0) }
        guard let first = utf8.firstIndex(where: isMark), let last = utf8.lastIndex(where: isMark) else { return "" }
        return String(self[first...last])
    }

    /// The media type that a `Content-Type` names, in lower case, without parameters.
    var mediaType: String { String(prefix { $0 != ";" }).lowercased().trimmed }
}
