internal import FoundationEssentials

/// The small JSON document that orders a backup, a restore or a proof: an object of texts, numbers and booleans.
struct OrderDocument {
    private enum Value: Decodable {
        case text(String)
        case flag(Bool)
        case number(Int)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    private let values: [String: Value]

    /// Reads the body; an empty one is an empty object.
    ///
    /// - Parameter names: the members that the call takes.
    /// - Throws: `Problem` where the body is no such object, or has another member.
    init(_ exchange: Exchange, names: [String]) throws {
        var bytes: [UInt8] = []
        let body = try UploadBody(exchange, limit: .bulk(exchange.worker.shared.settings.bulkLimitBytes))
        try body.forEachPiece { bytes.append(contentsOf: $0) }
        if let call = exchange.call { try call.received(Fingerprint(exchange.head, body: bytes).text) }
        do {
            values = bytes.isEmpty ? [:] : try JSONDecoder().decode([String: Value].self, from: Data(bytes))
        } catch {
            throw Problem(
                .badDocument,
                "The body is a JSON object with texts, numbers and booleans: \(names.joined(separator: ", ")).")
        }
        if let unknown = values.keys.sorted().first(where: { !names.contains($0) }) {
            throw Problem(
                .badDocument,
                "The document has an unknown member '\(unknown.forMessage)'. It takes \(names.joined(separator: ", "))."
            )
        }
    }

    func text(_ name: String) throws -> String? {
        switch values[name] {
        case nil: return nil
        case .text(let text) where !text.isEmpty: return text
        default: throw Problem(.badDocument, "Member '\(name)' takes a text.")
        }
    }

    func flag(_ name: String) throws -> Bool? {
        switch values[name] {
        case nil: return nil
        case .flag(let flag): return flag
        default: throw Problem(.badDocument, "Member '\(name)' takes true or false.")
        }
    }

    /// One of a type's cases.
    func choice<Choice>(_ name: String, of type: Choice.Type) throws -> Choice?
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        guard let text = try text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.badDocument, "Member '\(name)' takes one of \(names).")
        }
        return choice
    }

    /// The texts of the members that are options of a load, as a query string would have them.
    func texts(except names: [String]) -> [(name: String, value: String)] {
        values.filter { !names.contains($0.key) }.sorted { $0.key < $1.key }.map { name, value in
            switch value {
            case .text(let text): (name, text)
            case .flag(let flag): (name, flag ? "true" : "false")
            case .number(let number): (name, "\(number)")
            }
        }
    }
}
