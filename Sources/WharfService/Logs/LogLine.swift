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

    /// The line with its end.
    func bytes(asJSON isJSON: Bool) -> [UInt8] { Array(((isJSON ? json : text) + "\n").utf8) }

    private var sorted: [(key: String, value: Logger.MetadataValue)] { metadata.sorted { $0.key < $1.key } }

    private var json: String {
        var members = [
            "\"time\":\(Self.quoted(time))", "\"level\":\(Self.quoted(level.rawValue))",
            "\"message\":\(Self.quoted(message))",
        ]
        for (name, value) in sorted {
            let name = Self.ownNames.contains(name) ? "\(name)_" : name
            members.append("\(Self.quoted(name)):\(Self.json(value))")
        }
        return "{\(members.joined(separator: ","))}"
    }

    private static func json(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): return quoted(text)
        case .stringConvertible(let number as Int): return String(number)
        case .stringConvertible(let flag as Bool): return String(flag)
        case .stringConvertible(let other): return quoted(other.description)
        case .array(let values): return "[\(values.map(json).joined(separator: ","))]"
        case .dictionary(let values):
            let members = values.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(json($0.value))" }
            return "{\(members.joined(separator: ","))}"
        }
    }

    private static func quoted(_ text: String) -> String { JSONText.quoted(cut(text)) }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > textLimit else { return text }
        return String(decoding: text.utf8.prefix(textLimit), as: UTF8.self) + "…"
    }

    /// `2026-01-31T23:59:59.000000Z info request method=GET path="/a b"`
    private var text: String {
        let facts = sorted.map { " \(Self.plain($0.key))=\(Self.fact($0.value))" }.joined()
        return "\(time) \(level.rawValue) \(Self.plain(Self.cut(message)))\(facts)"
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
