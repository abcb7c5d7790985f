import MariaDB

/// SQL text with named parameters, `:begin`, which stands in files laid out to be read.
///
/// A name may occur several times. Colons inside quotes and in comment lines mean nothing.
struct ReportSQL: Sendable, ExpressibleByStringLiteral {
    /// With a `?` for each parameter.
    let text: String
    /// The parameters' names, in the order of the `?`.
    let names: [String]

    /// A text among the program's resources.
    init(_ resource: [UInt8]) { self.init(String(decoding: resource, as: UTF8.self)) }

    init(stringLiteral text: String) { self.init(text) }

    init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var rest = Substring(lines.filter { !$0.hasPrefix("--") }.joined(separator: "\n"))
        var (sql, names) = ("", [String]())
        var quote: Character?
        while let character = rest.popFirst() {
            if let open = quote {
                if character == open { quote = nil }
            } else if "'`\"".contains(character) {
                quote = character
            } else if character == ":" {
                let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                rest = rest.dropFirst(name.count)
                names.append(String(name))
                sql.append("?")
                continue
            }
            sql.append(character)
        }
        (self.text, self.names) = (sql, names)
    }

    /// The values in the order of the `?`; a name without a value is an error of the text.
    func values(_ values: [String: SQLValue]) -> [SQLValue] {
        names.map { name in
            guard let value = values[name] else {
                preconditionFailure("the SQL text has an unknown parameter :\(name)")
            }
            return value
        }
    }
}
