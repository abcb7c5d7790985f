import MariaDB

/// What lets a user read the reporting tables, and nothing else.
struct ReportGrant: Encodable {
    let statement: String
    private let account: String

    private enum CodingKeys: CodingKey {
        case statement
    }

    /// - Parameter user: `name` or `name@host`; `%` where no host is given.
    /// - Throws: `CommandError` where the name is empty or too long for the server.
    init(_ user: String, on reporting: ReportingDatabase) throws {
        let at = user.lastIndex(of: "@")
        let name = String(user[..<(at ?? user.endIndex)])
        let host = at.map { String(user[user.index(after: $0)...]) } ?? "%"
        guard !name.isEmpty, name.unicodeScalars.count <= 32, !host.isEmpty, host.utf8.count <= 255 else {
            throw CommandError(Problem(.badOption, "A user is NAME or NAME@HOST, the name of 1 to 32 characters."))
        }
        account = "\(Self.quoted(name))@\(Self.quoted(host))"
        // In a grant an underscore and a percent sign stand for others unless escaped.
        let pattern = Self.escaped(reporting.name, "_%\\")
        statement = "GRANT SELECT ON \(Connection.quoteIdentifier(pattern)).* TO \(account)"
    }

    var lines: [String] {
        [
            "-- Where there is no such user yet: CREATE USER \(account) IDENTIFIED BY 'a password of its own';",
            "\(statement);",
        ]
    }

    private static func quoted(_ text: String) -> String { "'\(escaped(text, "'\\"))'" }

    /// The text with a backslash before each of these characters.
    private static func escaped(_ text: String, _ special: String) -> String {
        text.map { special.contains($0) ? "\\\($0)" : String($0) }.joined()
    }
}
