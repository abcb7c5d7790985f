/// Where in a schema a type stands: how deep, and in which namespace.
struct SchemaScope {
    struct Name {
        let full: String
        let namespace: String
    }

    private(set) var depth = 0
    private var namespace = ""

    func deeper() -> Self {
        var scope = self
        scope.depth += 1
        return scope
    }

    func inside(_ name: Name) -> Self {
        var scope = self
        scope.namespace = name.namespace
        return scope
    }

    /// The name of a type that is defined here; nil where it has none. A name with a dot is a full one, whatever the
    /// namespace says.
    func name(of object: [String: Any]) -> Name? {
        guard let name = object["name"] as? String, !name.isEmpty else { return nil }
        if let dot = name.lastIndex(of: ".") { return Name(full: name, namespace: String(name[..<dot])) }
        let space = object["namespace"] as? String ?? namespace
        return Name(full: space.isEmpty ? name : "\(space).\(name)", namespace: space)
    }

    /// The full name of a type that is referred to here.
    func fullName(_ name: String) -> String {
        namespace.isEmpty || name.contains(".") ? name : "\(namespace).\(name)"
    }
}
