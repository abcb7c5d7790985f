/// A user of the database and the hosts that it comes from.
struct DatabaseAccount {
    /// `'name'@'host'`, quoted for SQL.
    let quoted: String

    /// - Throws: `CommandError` where the name is empty or too long for the server.
    init(name: String, host: String) throws {
        guard !name.isEmpty, name.unicodeScalars.count <= 32, !host.isEmpty, host.utf8.count <= 255 else {
            throw CommandError(Problem(.badOption, "A user is NAME or NAME@HOST, the name of 1 to 32 characters."))
        }
        quoted = "\(Self.quoted(name))@\(Self.quoted(host))"
    }

    /// - Parameter text: `name` or `name@host`; `%` where no host is given.
    init(_ text: String) throws {
        let at = text.lastIndex(of: "@")
        try self.init(
            name: String(text[..<(at ?? text.endIndex)]), host: at.map { String(text[text.index(after: $0)...]) } ?? "%"
        )
    }

    /// How to make the user; a comment, since nobody is to have a password that stands in a manual.
    var creation: String {
        "-- Where there is no such user yet: CREATE USER \(quoted) IDENTIFIED BY 'a password of its own';"
    }

    private static func quoted(_ text: String) -> String { "'\(text.escaping("'\\"))'" }
}

extension String {
    /// The text with a backslash before each of these characters.
    func escaping(_ special: String) -> String { map { special.contains($0) ? "\\\($0)" : String($0) }.joined() }
}
