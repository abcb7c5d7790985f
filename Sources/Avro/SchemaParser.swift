internal import Foundation

/// Makes nodes of a schema's JSON text.
struct SchemaParser {
    private(set) var nodes: [ValueNode] = []
    /// The named types by full name.
    private var named: [String: Int] = [:]
    /// The primitive types met so far, so that each is one node.
    private var primitives: [String: Int] = [:]

    /// - Returns: the index of the schema's own node.
    mutating func parse(_ json: [UInt8]) throws(AvroError) -> Int {
        guard json.count <= AvroSchema.textLimitBytes else { throw fault("it is larger than 1 MiB") }
        let value: Any
        do {
            value = try JSONSerialization.jsonObject(with: Data(json), options: .fragmentsAllowed)
        } catch {
            throw fault("it is not JSON")
        }
        return try type(value, SchemaScope())
    }

    func fault(_ detail: String) -> AvroError { AvroError(.invalidSchema, at: 0, detail) }

    /// The node of any JSON value that stands for a type.
    mutating func type(_ value: Any, _ scope: SchemaScope) throws(AvroError) -> Int {
        guard scope.depth < AvroSchema.depthLimit else { throw fault("its types stand too deep inside each other") }
        if let name = value as? String { return try reference(name, scope) }
        if let branches = value as? [Any] { return try union(branches, scope.deeper()) }
        guard let object = value as? [String: Any], let type = object["type"] else {
            throw fault("a type is a name, a list of types, or an object with a type")
        }
        guard let name = type as? String else { return try self.type(type, scope.deeper()) }
        return try declaration(name, object, scope)
    }

    private mutating func declaration(_ name: String, _ object: [String: Any], _ scope: SchemaScope) throws(AvroError)
        -> Int
    {
        switch name {
        case "record", "error": return try record(object, scope.deeper())
        case "enum": return try enumeration(object, scope)
        case "fixed": return try fixed(object, scope)
        case "array": return add(ValueNode(.array, .array(try element("items", of: object, scope))))
        case "map": return add(ValueNode(.map, .map(try element("values", of: object, scope))))
        default:
            if let logical = Self.logical(name, object) { return add(logical) }
            return try reference(name, scope)
        }
    }

    private mutating func add(_ node: ValueNode) -> Int {
        nodes.append(node)
        return nodes.count - 1
    }

    private mutating func reference(_ name: String, _ scope: SchemaScope) throws(AvroError) -> Int {
        if let known = primitives[name] { return known }
        if let node = Self.primitive(name) {
            let index = add(node)
            primitives[name] = index
            return index
        }
        guard let known = named[scope.fullName(name)] ?? named[name] else { throw fault("it has a type of no meaning") }
        return known
    }

    private mutating func element(_ member: String, of object: [String: Any], _ scope: SchemaScope) throws(AvroError)
        -> Int
    {
        guard let value = object[member] else { throw fault("an array or map does not say of what") }
        return try type(value, scope.deeper())
    }

    private mutating func union(_ branches: [Any], _ scope: SchemaScope) throws(AvroError) -> Int {
        guard !branches.isEmpty else { throw fault("a union has no branch") }
        var indexes: [Int] = []
        for branch in branches {
            guard !(branch is [Any]) else { throw fault("a union stands directly in a union") }
            indexes.append(try type(branch, scope))
        }
        guard indexes.filter({ nodes[$0].type == .null }).count < 2 else { throw fault("a union has null twice") }
        return add(ValueNode(.union, .union(indexes)))
    }
}

extension SchemaParser {
    /// Makes the node of a named type known. It may be overwritten until its definition ends.
    private mutating func declare(_ object: [String: Any], _ scope: SchemaScope, _ node: ValueNode) throws(AvroError)
        -> (index: Int, name: SchemaScope.Name)
    {
        guard let name = scope.name(of: object) else { throw fault("a named type has no name") }
        guard named[name.full] == nil, Self.primitive(name.full) == nil else {
            throw fault("two types have the same name")
        }
        let index = add(node)
        named[name.full] = index
        return (index, name)
    }

    private mutating func record(_ object: [String: Any], _ scope: SchemaScope) throws(AvroError) -> Int {
        guard let members = object["fields"] as? [Any] else { throw fault("a record has no list of fields") }
        // Inside its own fields the record is one of no fixed length. So it is in the end: whatever refers to it, be it
        // a union, an array or the record itself, has no fixed length either. One that holds itself without a way out
        // is found by the limit of depth when a row is read.
        let unfinished = RecordShape(name: "", fields: [], nodes: [])
        let (index, name) = try declare(object, scope, ValueNode(.record, .record(unfinished)))
        var fields: [RecordShape.Field] = []
        var names: Set<String> = []
        for member in members {
            let field = try field(member, scope.inside(name))
            guard names.insert(field.name).inserted else { throw fault("two fields have the same name") }
            fields.append(field)
        }
        let shape = RecordShape(name: name.full, fields: fields, nodes: nodes)
        nodes[index] = ValueNode(.record, .record(shape), fixedBytes: shape.fixedBytes)
        return index
    }

    private mutating func field(_ member: Any, _ scope: SchemaScope) throws(AvroError) -> RecordShape.Field {
        guard let object = member as? [String: Any], let name = object["name"] as? String, !name.isEmpty,
            let type = object["type"]
        else { throw fault("a field lacks its name or type") }
        return RecordShape.Field(
            name: name, node: try self.type(type, scope), doc: object["doc"] as? String,
            aliases: object["aliases"] as? [String] ?? [])
    }

    private mutating func enumeration(_ object: [String: Any], _ scope: SchemaScope) throws(AvroError) -> Int {
        guard let symbols = object["symbols"] as? [String], !symbols.isEmpty else { throw fault("an enum is empty") }
        guard Set(symbols).count == symbols.count else { throw fault("an enum has a symbol twice") }
        return try declare(object, scope, ValueNode(.enumeration(symbols), .enumeration(symbols.count))).index
    }

    private mutating func fixed(_ object: [String: Any], _ scope: SchemaScope) throws(AvroError) -> Int {
        guard let size = object["size"] as? Int, 0...(1 << 30) ~= size else {
            throw fault("a fixed type has no size, or too large a one")
        }
        let type = Self.decimal(object, fixedSize: size) ?? .fixed(size)
        return try declare(object, scope, ValueNode(type, .fixed, fixedBytes: size)).index
    }
}
