/// Turns a schema's JSON into types: names resolved, depth bounded.
struct SchemaParser {
    private static let primitives: [String: AvroType] = [
        "null": .null, "boolean": .boolean, "int": .int, "long": .long, "float": .float, "double": .double,
        "bytes": .bytes, "string": .string,
    ]
    private static let mostFixedBytes = 1 << 20

    let depthLimit: Int
    private(set) var records: [String: [AvroType]] = [:]
    private var named: [String: AvroType] = [:]

    init(depthLimit: Int) { self.depthLimit = depthLimit }

    mutating func topRecord(_ node: SchemaNode) throws(Failure) -> (String, [AvroSchema.Field]) {
        guard case .object(let members) = node, members["type"]?.text == "record" else {
            throw Failure(.badSchema, "the schema is not that of a record")
        }
        let name = try fullName(members, within: "")
        named[name] = .record(name)
        var fields: [AvroSchema.Field] = []
        for field in try fieldNodes(members) {
            let (type, nullBranch) = Self.nullable(try type(field.type, within: name, depth: 1))
            fields.append(.init(name: field.name, type: type, nullBranch: nullBranch, doc: field.doc))
        }
        guard Set(fields.map(\.name)).count == fields.count else {
            throw Failure(.badSchema, "two fields have one name")
        }
        records[name] = fields.map { field in
            guard let branch = field.nullBranch else { return field.type }
            return .union(branch == 0 ? [.null, field.type] : [field.type, .null])
        }
        return (name, fields)
    }

    /// A union of null and one other type is that type, which may be missing.
    private static func nullable(_ type: AvroType) -> (AvroType, Int?) {
        guard case .union(let branches) = type, branches.count == 2, let null = branches.firstIndex(of: .null),
            branches[1 - null] != .null
        else { return (type, nil) }
        return (branches[1 - null], null)
    }

    private mutating func type(_ node: SchemaNode, within space: String, depth: Int) throws(Failure) -> AvroType {
        guard depth <= depthLimit else { throw Failure(.tooLarge, "the schema is more than \(depthLimit) types deep") }
        switch node {
        case .text(let name): return try reference(name, within: space)
        case .list(let nodes):
            var branches: [AvroType] = []
            for node in nodes { branches.append(try type(node, within: space, depth: depth + 1)) }
            guard !branches.isEmpty else { throw Failure(.badSchema, "a union has no branch") }
            return .union(branches)
        case .object(let members): return try type(members, within: space, depth: depth)
        case .number, .other: throw Failure(.badSchema, "a type is neither a name, a list nor an object")
        }
    }

    private func reference(_ name: String, within space: String) throws(Failure) -> AvroType {
        if let primitive = Self.primitives[name] { return primitive }
        let parent = Self.namespace(of: space)
        let candidates = name.contains(".") || parent.isEmpty ? [name] : ["\(parent).\(name)", name]
        for candidate in candidates { if let type = named[candidate] { return type } }
        throw Failure(.badSchema, "the schema has no type '\(name.prefix(100))'")
    }

    private mutating func type(
        _ members: [String: SchemaNode], within space: String, depth: Int
    ) throws(Failure) -> AvroType {
        guard let kind = members["type"] else { throw Failure(.badSchema, "a type says not what it is") }
        guard let name = kind.text else { return try type(kind, within: space, depth: depth + 1) }
        switch name {
        case "array": return .array(try inner("items", members, within: space, depth: depth))
        case "map": return .map(try inner("values", members, within: space, depth: depth))
        case "record", "error": return try record(members, within: space, depth: depth)
        case "enum": return try enumeration(members, within: space)
        case "fixed": return try fixed(members, within: space)
        default: return Self.logical(members, try reference(name, within: space))
        }
    }

    private mutating func inner(
        _ name: String, _ members: [String: SchemaNode], within space: String, depth: Int
    ) throws(Failure) -> AvroType {
        guard let node = members[name] else { throw Failure(.badSchema, "a type has no '\(name)'") }
        return try type(node, within: space, depth: depth + 1)
    }

    private mutating func record(
        _ members: [String: SchemaNode], within space: String, depth: Int
    ) throws(Failure) -> AvroType {
        let name = try define(members, within: space)
        named[name] = .record(name)
        var types: [AvroType] = []
        for field in try fieldNodes(members) {
            types.append(try type(field.type, within: name, depth: depth + 1))
        }
        records[name] = types
        return .record(name)
    }

    private mutating func enumeration(
        _ members: [String: SchemaNode], within space: String
    ) throws(Failure) -> AvroType {
        let nodes = members["symbols"]?.list ?? []
        let symbols = nodes.compactMap(\.text)
        guard !symbols.isEmpty, symbols.count == nodes.count else {
            throw Failure(.badSchema, "an enum has no symbols")
        }
        let name = try define(members, within: space)
        named[name] = .enumeration(symbols)
        return .enumeration(symbols)
    }

    private mutating func fixed(_ members: [String: SchemaNode], within space: String) throws(Failure) -> AvroType {
        guard let size = members["size"]?.number, (0...Self.mostFixedBytes).contains(size) else {
            throw Failure(.badSchema, "a fixed has no size that can be read")
        }
        let name = try define(members, within: space)
        let type = Self.logical(members, .fixed(size))
        named[name] = type
        return type
    }

    private mutating func define(_ members: [String: SchemaNode], within space: String) throws(Failure) -> String {
        let name = try fullName(members, within: space)
        guard named[name] == nil else { throw Failure(.badSchema, "type '\(name.prefix(100))' is defined twice") }
        return name
    }

    private func fieldNodes(
        _ members: [String: SchemaNode]
    ) throws(Failure) -> [(name: String, type: SchemaNode, doc: String?)] {
        guard let nodes = members["fields"]?.list else { throw Failure(.badSchema, "a record has no fields") }
        var fields: [(name: String, type: SchemaNode, doc: String?)] = []
        for node in nodes {
            guard case .object(let members) = node, let name = members["name"]?.text, let type = members["type"] else {
                throw Failure(.badSchema, "a field has no name or no type")
            }
            fields.append((name, type, members["doc"]?.text))
        }
        return fields
    }

    /// "Names": a name with dots is whole; else the namespace given, or that of the type around it, stands before it.
    private func fullName(_ members: [String: SchemaNode], within space: String) throws(Failure) -> String {
        guard let name = members["name"]?.text, !name.isEmpty else { throw Failure(.badSchema, "a type has no name") }
        if name.contains(".") { return name }
        let namespace = members["namespace"]?.text ?? Self.namespace(of: space)
        return namespace.isEmpty ? name : "\(namespace).\(name)"
    }

    private static func namespace(of name: String) -> String {
        name.lastIndex(of: ".").map { String(name[..<$0]) } ?? ""
    }

    private static func logical(_ members: [String: SchemaNode], _ type: AvroType) -> AvroType {
        switch (members["logicalType"]?.text, type) {
        case ("date", .int): .date
        case ("time-millis", .int): .timeMillis
        case ("time-micros", .long): .timeMicros
        case ("timestamp-millis", .long): .timestampMillis
        case ("timestamp-micros", .long): .timestampMicros
        case ("local-timestamp-millis", .long): .localTimestampMillis
        case ("local-timestamp-micros", .long): .localTimestampMicros
        case ("uuid", .string): .uuid
        case ("decimal", .bytes): decimal(members, fixedSize: nil) ?? type
        case ("decimal", .fixed(let size)): decimal(members, fixedSize: size) ?? type
        default: type
        }
    }

    private static func decimal(_ members: [String: SchemaNode], fixedSize: Int?) -> AvroType? {
        guard let precision = members["precision"]?.number, precision > 0 else { return nil }
        let scale = members["scale"]?.number ?? 0
        guard (0...precision).contains(scale), precision <= fixedSize.map(digits(inOctets:)) ?? .max else { return nil }
        return .decimal(precision: precision, scale: scale, fixedSize: fixedSize)
    }
    /// The most digits that any number of so many octets, one bit of them the sign, can have.
    private static func digits(inOctets size: Int) -> Int { Int(Double(8 * size - 1) * 0.301_029_995_663_981_2) }
}
