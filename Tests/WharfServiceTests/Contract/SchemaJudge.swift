import Foundation

@testable import WharfService

/// Holds JSON against the schemas of a document: as much of JSON Schema as `JSONSchema` writes, and strictly, so that an
/// answer may have no member that its schema does not mention.
struct SchemaJudge {
    let document: [String: Any]

    init(_ document: OpenAPIDocument) throws { self.document = try Self.object(document.json) }

    /// What is wrong with the value, each with its place.
    func faults(in value: some Encodable, as name: String) throws -> [String] {
        let encoded = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value))
        return faults(encoded, ["$ref": "#/components/schemas/\(name)"], "")
    }

    static func object(_ value: some Encodable) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: JSONEncoder().encode(value)) as? [String: Any] ?? [:]
    }

    /// The places of a reference that leads nowhere.
    var danglingReferences: [String] { Self.references(document).filter { resolve($0) == nil } }

    private static func references(_ node: Any) -> [String] {
        if let list = node as? [Any] { return list.flatMap(references) }
        guard let object = node as? [String: Any] else { return [] }
        return ((object["$ref"] as? String).map { [$0] } ?? []) + object.values.flatMap(references)
    }

    private func resolve(_ reference: String) -> [String: Any]? {
        var node: Any? = document
        for part in reference.split(separator: "/").dropFirst() { node = (node as? [String: Any])?[String(part)] }
        return node as? [String: Any]
    }

    private func faults(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
        if let reference = schema["$ref"] as? String {
            return resolve(reference).map { faults(value, $0, place) } ?? ["\(place): \(reference) leads nowhere"]
        }
        if let choices = schema["anyOf"] as? [[String: Any]] {
            return choices.contains { faults(value, $0, place).isEmpty } ? [] : ["\(place): none of anyOf"]
        }
        let types = schema["type"] as? [String] ?? [schema["type"] as? String ?? ""]
        guard types.contains(where: { Self.is(value, $0) }) else { return ["\(place): \(value) is no \(types)"] }
        if let text = value as? String { return faults(ofText: text, schema, place) }
        if let list = value as? [Any], let item = schema["items"] as? [String: Any] {
            return list.enumerated().flatMap { faults($1, item, "\(place)/\($0)") }
        }
        if let object = value as? [String: Any] { return faults(ofObject: object, schema, place) }
        return []
    }

    private func faults(ofText text: String, _ schema: [String: Any], _ place: String) -> [String] {
        var faults: [String] = []
        if let values = schema["enum"] as? [String], !values.contains(text) { faults.append("\(place): \(text)") }
        if let value = schema["const"] as? String, value != text { faults.append("\(place): \(text)") }
        if let pattern = schema["pattern"] as? String, text.range(of: pattern, options: .regularExpression) == nil {
            faults.append("\(place): \(text) is not \(pattern)")
        }
        return faults
    }

    private func faults(ofObject object: [String: Any], _ schema: [String: Any], _ place: String) -> [String] {
        let known = schema["properties"] as? [String: [String: Any]] ?? [:]
        let other = schema["additionalProperties"] as? [String: Any]
        let required = schema["required"] as? [String] ?? []
        let missing = required.filter { object[$0] == nil }.map { "\(place): \($0) is missing" }
        return missing
            + object.sorted { $0.key < $1.key }.flatMap { name, value in
                guard let schema = known[name] ?? other else { return ["\(place): \(name) is not in the contract"] }
                return faults(value, schema, "\(place)/\(name)")
            }
    }

    private static func `is`(_ value: Any, _ type: String) -> Bool {
        let number = value as? NSNumber
        let isBoolean = number.map { CFBoolean.contains($0) } ?? false
        switch type {
        case "null": return value is NSNull
        case "boolean": return isBoolean
        case "integer": return number.map { !isBoolean && $0.doubleValue == $0.doubleValue.rounded() } ?? false
        case "number": return number != nil && !isBoolean
        case "string": return value is String
        case "array": return value is [Any]
        case "object": return value is [String: Any]
        default: return false
        }
    }

    /// `NSNumber` does not tell `true` from 1 but by its identity.
    private enum CFBoolean {
        static func contains(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
    }
}
