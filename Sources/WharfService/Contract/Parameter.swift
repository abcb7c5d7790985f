/// A parameter of a call: where it stands, what it takes.
struct Parameter: Sendable {
    enum Place: String {
        case query, path, header
    }

    let name: String
    let place: Place
    /// In a sentence with its full stop, for documentation.
    let meaning: String
    let schema: JSONSchema

    static func query(_ name: String, _ meaning: String, _ schema: JSONSchema = .string) -> Parameter {
        Parameter(name: name, place: .query, meaning: meaning, schema: schema)
    }

    /// A part of the route's pattern in braces.
    static func path(_ name: String, _ meaning: String, _ schema: JSONSchema = .string) -> Parameter {
        Parameter(name: name, place: .path, meaning: meaning, schema: schema)
    }

    static func header(_ name: String, _ meaning: String, _ schema: JSONSchema = .string) -> Parameter {
        Parameter(name: name, place: .header, meaning: meaning, schema: schema)
    }

    var json: JSONValue {
        [
            "name": .string(name), "in": .string(place.rawValue), "required": .boolean(place == .path),
            "description": .string(meaning), "schema": schema.json,
        ]
    }
}

/// A query parameter that is a whole number.
struct NumberParameter: Sendable {
    let name: String
    let meaning: String
    let range: ClosedRange<Int>
    let fallback: Int

    var declaration: Parameter {
        .query(name, meaning, .integer(range).with("default", .integer(Int64(fallback))))
    }
}

/// A query parameter that is one of the cases of a type.
struct ChoiceParameter<Value: RawRepresentable & CaseIterable & Sendable>: Sendable where Value.RawValue == String {
    let name: String
    let meaning: String

    var names: [String] { Value.allCases.map(\.rawValue) }
    var declaration: Parameter { .query(name, meaning, .choice(names)) }
}

extension Query {
    func number(_ parameter: NumberParameter) throws -> Int {
        try integer(parameter.name, in: parameter.range, default: parameter.fallback)
    }

    func choice<Value>(_ parameter: ChoiceParameter<Value>) throws -> Value? {
        guard let text = self[parameter.name] else { return nil }
        guard let value = Value(rawValue: text) else {
            throw Problem(
                .badOption, "Parameter '\(parameter.name)' takes one of \(parameter.names.joined(separator: ", ")).")
        }
        return value
    }
}
