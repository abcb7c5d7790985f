import Logging

/// One line of the log: what happened, and the facts about it by name.
struct LogLine {
    let time: String
    let level: Logger.Level
    let message: String
    let metadata: Logger.Metadata

    private static let ownNames: Set = ["time", "level", "message"]
    /// Of one text; the journal cuts lines at 48 KiB.
    private static let textLimit = 4096
    private static let usualBytes = 512

    /// The line with its end.
    func bytes(asJSON isJSON: Bool) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(Self.usualBytes)
        if isJSON { appendJSON(to: &out) } else { out.append(contentsOf: text.utf8) }
        out.append(UInt8(ascii: "\n"))
        return out
    }

    private var sorted: [(key: String, value: Logger.MetadataValue)] { metadata.sorted { $0.key < $1.key } }

    private func appendJSON(to out: inout [UInt8]) {
        out.append(contentsOf: "{\"time\":".utf8)
        Self.appendQuoted(time, to: &out)
        out.append(contentsOf: ",\"level\":".utf8)
        Self.appendQuoted(level.rawValue, to: &out)
        out.append(contentsOf: ",\"message\":".utf8)
        Self.appendQuoted(message, to: &out)
        for (name, value) in sorted {
            out.append(UInt8(ascii: ","))
            Self.appendMember(Self.ownNames.contains(name) ? "\(name)_" : name, value, to: &out)
        }
        out.append(UInt8(ascii: "}"))
    }

    private static func appendMember(_ name: String, _ value: Logger.MetadataValue, to out: inout [UInt8]) {
        appendQuoted(name, to: &out)
        out.append(UInt8(ascii: ":"))
        append(value, to: &out)
    }

    private static func append(_ value: Logger.MetadataValue, to out: inout [UInt8]) {
        switch value {
        case .string(let text): appendQuoted(text, to: &out)
        case .stringConvertible(let number as Int): out.append(contentsOf: String(number).utf8)
        case .stringConvertible(let flag as Bool): out.append(contentsOf: String(flag).utf8)
        case .stringConvertible(let other): appendQuoted(other.description, to: &out)
        case .array(let values):
            appendList(values, between: ("[", "]"), to: &out) { append($0, to: &$1) }
        case .dictionary(let values):
            appendList(values.sorted { $0.key < $1.key }, between: ("{", "}"), to: &out) {
                appendMember($0.key, $0.value, to: &$1)
            }
        }
    }

    private static func appendList<Item>(
        _ items: [Item], between ends: (Unicode.Scalar, Unicode.Scalar), to out: inout [UInt8],
        _ append: (Item, inout [UInt8]) -> Void
    ) {
        out.append(UInt8(ascii: ends.0))
        for (index, item) in items.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            append(item, &out)
        }
        out.append(UInt8(ascii: ends.1))
    }

    private static func appendQuoted(_ text: String, to out: inout [UInt8]) { JSONText.append(cut(text), to: &out) }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > textLimit else { return text }
        return String(decoding: text.utf8.prefix(textLimit), as: UTF8.self) + "…"
    }

    /// `2026-01-31T23:59:59.000000Z info request method=GET path="/a b"`
    private var text: String {
        let facts = sorted.map { " \(Self.plain($0.key))=\(Self.fact($0.value))" }.joined()
        return "\(time) \(level.rawValue) \(Self.plain(Self.cut(message)))\(facts)"
    }

    private static func json(_ value: Logger.MetadataValue) -> String {
        var out: [UInt8] = []
        append(value, to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    private static func fact(_ value: Logger.MetadataValue) -> String {
        let text: String =
            switch value {
            case .string(let text): cut(text)
            case .stringConvertible(let other): other.description
            case .array(let values): values.map(fact).joined(separator: ",")
            case .dictionary: json(value)
            }
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        return isPlain && !text.isEmpty ? plain(text) : plain(JSONText.quoted(text))
    }

    /// A terminal obeys control characters, also those above ASCII.
    private static func plain(_ text: String) -> String {
        let isControl: (Unicode.Scalar) -> Bool = { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { out.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
        return String(out)
    }
}
