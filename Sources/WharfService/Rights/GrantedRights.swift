import MariaDB

/// What the session's user may do, as `SHOW GRANTS` says it; roles that are in force are in it.
///
/// Rights on single columns do not count. Where several patterns fit one database the server goes by one of them, this by
/// all.
struct GrantedRights {
    private struct Grant {
        let isRevoke: Bool
        let rights: Set<String>
        /// `*`, or a pattern.
        let database: String
        /// nil for all of the database's.
        let table: String?
    }

    private let grants: [Grant]

    init(_ connection: Connection) throws {
        self.init(try connection.query("SHOW GRANTS").compactMap { $0[0].string })
    }

    init(_ lines: [String]) { grants = lines.compactMap(Self.grant) }

    /// - Parameter table: nil for a right on all of the database.
    func holds(_ right: String, on database: String, table: String? = nil) -> Bool {
        let fitting = grants.filter { grant in
            guard grant.rights.contains(right) || grant.rights.contains("ALL PRIVILEGES") else { return false }
            guard let granted = grant.table else { return Self.fits(database, grant.database) }
            return granted == table && grant.database == database
        }
        return fitting.contains { !$0.isRevoke } && !fitting.contains(where: \.isRevoke)
    }

    /// ``GRANT SELECT, INSERT (`a`) ON `db`.* TO …``
    private static func grant(_ line: String) -> Grant? {
        var reader = GrantReader(line)
        guard let verb = reader.word(), verb == "GRANT" || verb == "REVOKE" else { return nil }
        guard let rights = reader.rights(), let (database, table) = reader.object() else { return nil }
        return Grant(isRevoke: verb == "REVOKE", rights: rights, database: database, table: table)
    }

    /// Whether a name is one that a pattern stands for: `_` is any character, `%` any number of them, after a backslash
    /// they are themselves.
    static func fits(_ name: String, _ pattern: String) -> Bool {
        pattern == "*" || fits(Array(name)[...], Array(pattern)[...])
    }

    private static func fits(_ name: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        let rest = pattern.dropFirst()
        switch first {
        case "%": return name.indices.contains { fits(name[$0...], rest) } || fits([], rest)
        case "_": return !name.isEmpty && fits(name.dropFirst(), rest)
        case "\\" where !rest.isEmpty: return name.first == rest.first && fits(name.dropFirst(), rest.dropFirst())
        default: return name.first == first && fits(name.dropFirst(), rest)
        }
    }
}

/// One line of `SHOW GRANTS`, from left to right.
private struct GrantReader {
    private var rest: Substring

    init(_ line: String) { rest = line[...] }

    mutating func word() -> String? {
        rest = rest.drop { $0 == " " }
        let word = rest.prefix { $0.isLetter }
        rest = rest.dropFirst(word.count)
        return word.isEmpty ? nil : String(word)
    }

    /// The rights up to `ON`, in capitals; nil where the line grants a role, which has a name in quotes.
    mutating func rights() -> Set<String>? {
        var rights: Set<String> = []
        var words: [String] = []
        while let next = rest.first(where: { $0 != " " }) {
            if next == "," {
                rights.insert(words.joined(separator: " "))
                words = []
                rest = rest.drop { $0 == " " }.dropFirst()
            } else if next == "(" {
                words.append("(columns)")
                rest = rest.drop { $0 != ")" }.dropFirst()
            } else {
                guard let word = word() else { return nil }
                if word == "ON" { return rights.union([words.joined(separator: " ")]) }
                words.append(word)
                if rest.first == "_" { rest = rest.dropFirst() }
            }
        }
        return nil
    }

    /// `*.*`, `` `db`.* ``, `` `db`.`table` ``; nil for a routine's.
    mutating func object() -> (database: String, table: String?)? {
        guard let database = name() else { return nil }
        guard rest.first == "." else { return nil }
        rest = rest.dropFirst()
        guard let table = name() else { return nil }
        return (database, table == "*" ? nil : table)
    }

    private mutating func name() -> String? {
        rest = rest.drop { $0 == " " }
        if rest.first == "*" {
            rest = rest.dropFirst()
            return "*"
        }
        guard rest.first == "`" else { return nil }
        var name = ""
        rest = rest.dropFirst()
        while let character = rest.first {
            rest = rest.dropFirst()
            if character == "`" {
                guard rest.first == "`" else { return name }
                rest = rest.dropFirst()
            }
            name.append(character)
        }
        return nil
    }
}
