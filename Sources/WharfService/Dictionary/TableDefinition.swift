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
    var indexes: [Part] {
        parts.filter { $0.hasPrefix("KEY `") || $0.hasPrefix("UNIQUE KEY `") }.map(Self.part)
    }

    var foreignKeys: [Part] {
        parts.filter { $0.hasPrefix("CONSTRAINT `") && $0.contains("` FOREIGN KEY (`") }.map(Self.part)
    }

    /// `CHECK` constraints that have names.
    var checks: [Part] {
        parts.filter { $0.hasPrefix("CONSTRAINT `") && $0.contains("` CHECK (") }.map(Self.part)
    }

    /// The next value of the `AUTO_INCREMENT` column, where the statement says it.
    var autoIncrement: UInt64? {
        let options = text[(text.utf8.lastIndex(of: UInt8(ascii: "\n")) ?? text.startIndex)...]
        return options.firstRange(of: " AUTO_INCREMENT=").flatMap { range in
            UInt64(options[range.upperBound...].prefix { $0.isNumber })
        }
    }

    /// `WITH SYSTEM VERSIONING`: a table with a history is more than its rows.
    var isVersioned: Bool { text.contains("WITH SYSTEM VERSIONING") }

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
    }

    /// What stands in the lines, without blanks and commas around it.
    private var parts: [String] {
        text.split(separator: "\n").map { line in
            let part = String(line).trimmed
            return part.hasSuffix(",") ? String(part.dropLast()) : part
        }
    }

    /// Whether the `AUTO_INCREMENT` column, where there is one, is the first of the primary key: then no other index has to
    /// be there from the beginning.
    var isPrimaryKeyAutomatic: Bool {
        guard let column = parts.first(where: { $0.hasPrefix("`") && $0.contains(" AUTO_INCREMENT") }) else {
            return true
        }
        let name = Connection.quoteIdentifier(Self.part(column).name)
        return parts.contains { $0.hasPrefix("PRIMARY KEY (\(name)") }
    }

    /// The statement that makes such a table under another name.
    ///
    /// - Parameter leftOut: indexes and constraints that it does not get.
    func createStatement(as name: String, leavingOut leftOut: [Part]) -> String {
        let left = Set(leftOut.map(\.text))
        let kept = parts.dropFirst().dropLast().filter { !left.contains($0) }
        let options = text.split(separator: "\n").last ?? ""
        return "CREATE TABLE \(Connection.quoteIdentifier(name)) (\(kept.joined(separator: ", "))\n\(options)"
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
