import MariaDB

/// What `SHOW CREATE TABLE` says of a table: the only place where indexes and foreign keys stand with all that belongs to
/// them, in the server's own words.
struct TableDefinition: Equatable {
    /// One index or constraint: its name, and its definition as it stands in the statement.
    struct Part: Equatable {
        let name: String
        let text: String
    }

    let text: String
    /// Secondary indexes that can be taken off and put on again, unique ones included.
    let indexes: [Part]
    let foreignKeys: [Part]
    /// `CHECK` constraints that have names.
    let checks: [Part]
    /// The next value of the `AUTO_INCREMENT` column, where the statement says it.
    let autoIncrement: UInt64?
    /// `WITH SYSTEM VERSIONING`: a table with a history is more than its rows.
    let isVersioned: Bool

    /// The text without the next `AUTO_INCREMENT` value, which changes with every row.
    var shape: String {
        guard let autoIncrement else { return text }
        return text.replacing(" AUTO_INCREMENT=\(autoIncrement)", with: "")
    }

    init(of table: String, connection: Connection) throws {
        let row = try connection.query("SHOW CREATE TABLE \(Connection.quoteIdentifier(table))").first
        self.init(row?[1].string ?? "")
    }

    init(_ text: String) {
        self.text = text
        let lines = text.split(separator: "\n").map { String($0).trimmed }.map { line in
            line.hasSuffix(",") ? String(line.dropLast()) : line
        }
        indexes = lines.filter { $0.hasPrefix("KEY `") || $0.hasPrefix("UNIQUE KEY `") }.map(Self.part)
        foreignKeys = lines.filter { $0.hasPrefix("CONSTRAINT `") && $0.contains("` FOREIGN KEY (`") }.map(Self.part)
        checks = lines.filter { $0.hasPrefix("CONSTRAINT `") && $0.contains("` CHECK (") }.map(Self.part)
        let options = lines.last ?? ""
        autoIncrement = options.firstRange(of: " AUTO_INCREMENT=").flatMap { range in
            UInt64(options[range.upperBound...].prefix { $0.isNumber })
        }
        isVersioned = text.contains("WITH SYSTEM VERSIONING")
    }

    /// Whether the `AUTO_INCREMENT` column, where there is one, is the first of the primary key: then no other index has to
    /// be there from the beginning.
    var isPrimaryKeyAutomatic: Bool {
        let lines = text.split(separator: "\n").map { String($0).trimmed }
        guard let column = lines.first(where: { $0.hasPrefix("`") && $0.contains(" AUTO_INCREMENT") }) else {
            return true
        }
        let name = Connection.quoteIdentifier(Self.part(column).name)
        return lines.contains { $0.hasPrefix("PRIMARY KEY (\(name)") }
    }

    /// The statement that makes such a table under another name.
    ///
    /// - Parameter leftOut: indexes and constraints that it does not get.
    func createStatement(as name: String, leavingOut leftOut: [Part]) -> String {
        var lines = text.split(separator: "\n").map(String.init)
        let options = lines.removeLast()
        let left = Set(leftOut.map(\.text))
        let parts = lines.dropFirst().map { line in
            let part = line.trimmed
            return part.hasSuffix(",") ? String(part.dropLast()) : part
        }.filter { !left.contains($0) }
        return "CREATE TABLE \(Connection.quoteIdentifier(name)) (\(parts.joined(separator: ", "))\n\(options)"
    }

    /// The name is the first text in backticks; a backtick inside is doubled.
    private static func part(_ line: String) -> Part {
        var name = ""
        var rest = line[line.index(after: line.firstIndex(of: "`")!)...]
        while let end = rest.firstIndex(of: "`") {
            name += rest[..<end]
            rest = rest[rest.index(after: end)...]
            guard rest.first == "`" else { break }
            name += "`"
            rest = rest.dropFirst()
        }
        return Part(name: name, text: line)
    }
}
