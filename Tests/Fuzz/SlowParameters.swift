/// A header value and its parameters, by a regular expression over the bytes as ISO 8859-1:
/// `form-data; name="a"; filename=b.csv`.
struct SlowParameters {
    /// Before the first `;`, in lower case.
    let value: String
    private var parameters: [String: String] = [:]

    /// Nil where the grammar is broken or a parameter comes twice.
    init?(_ header: String) {
        let value = header.prefix { $0 != ";" }
        self.value = Latin1.trimmed(value).lowercased()
        var rest = header.dropFirst(value.count)
        while rest.wholeMatch(of: /;?[ \t]*/) == nil {
            guard
                let match = rest.prefixMatch(
                    of: /;[ \t]*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*=[ \t]*(?:"((?>\\["\\]|[^"])*+)"[ \t]*+|([^;"]+))/),
                rest[match.range.upperBound...].first ?? ";" == ";",
                let given = match.2.map(Self.unquoted) ?? match.3.map(Latin1.trimmed),
                match.2 != nil || !given.isEmpty,
                parameters.updateValue(given, forKey: match.1.lowercased()) == nil
            else { return nil }
            rest = rest[match.range.upperBound...]
        }
    }

    /// - Parameter name: in lower case.
    subscript(name: String) -> String? { parameters[name] }

    private static func unquoted(_ text: Substring) -> String { String(text.replacing(/\\(["\\])/) { $0.1 }) }
}
