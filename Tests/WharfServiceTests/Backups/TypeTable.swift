import MariaDB
import Testing

@testable import WharfService

/// A table with two columns of each of some types, one of them nullable, and names of the kinds that make trouble.
struct TypeTable {
    struct Place {
        let name: String
        let type: TypeCase
        let isNullable: Bool
    }

    /// What is done to the values of a column before they are looked at.
    typealias Expression = (TypeCase, String) -> String

    static let name = "größe `of` select: 100%"
    private static let names = [
        "select", "größe", "a b", "a_b", "a.b", "1st", "`", "``x`", "it's", "\"q\"", "€ x", "KEY",
    ]

    let places: [Place]
    let rowCount: Int

    init(_ types: [TypeCase]) {
        places = types.enumerated().flatMap { index, type in
            let name = index < Self.names.count ? Self.names[index] : "c\(index)"
            return [
                Place(name: name, type: type, isNullable: false),
                Place(name: "\(name) or null", type: type, isNullable: true),
            ]
        }
        rowCount = (types.map(\.values.count).max() ?? 0) + 1
    }

    private static func quoted(_ name: String) -> String { Connection.quoteIdentifier(name) }

    var ddl: String {
        let columns = places.map { place in
            "\(Self.quoted(place.name)) \(place.type.type) \(place.isNullable ? "NULL" : "NOT NULL")"
        }
        return """
            CREATE TABLE \(Self.quoted(Self.name)) (
                `id` INT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'its "key"; -- with /* all */',
                `twice` BIGINT AS (`base` * 2) STORED,
                \(columns.joined(separator: ",\n    ")),
                `base` INT NOT NULL,
                `thrice` INT AS (`base` * 3) VIRTUAL
            ) COMMENT='it''s (a) table'
            """
    }

    /// Each value at least once; of the nullable columns one more, which is null. The first key is 0.
    var inserts: [String] {
        let names = ["`id`", "`base`"] + places.map { Self.quoted($0.name) }
        return (0..<rowCount).map { row in
            let values = places.map { place in
                let values = place.type.values + (place.isNullable ? ["NULL"] : [])
                return values[row % values.count]
            }
            return """
                INSERT INTO \(Self.quoted(Self.name)) (\(names.joined(separator: ", ")))
                VALUES (\((["\(row)", "\(100 - row)"] + values).joined(separator: ", ")))
                """
        }
    }

    /// The rows, a text for each column, `nil` for null.
    func rows(_ connection: Connection, of table: String = name, _ expression: Expression) throws -> [[String?]] {
        let columns = places.map { expression($0.type, Self.quoted($0.name)) }
        return try connection.query(
            "SELECT \(columns.joined(separator: ", ")) FROM \(Self.quoted(table)) ORDER BY `id`"
        ).map { row in row.values.map(\.string) }
    }

    /// Everything by which two tables may differ.
    func content(_ connection: Connection, of table: String = name) throws -> [[String?]] {
        let others = try connection.query("SELECT `id`, `twice`, `thrice` FROM \(Self.quoted(table)) ORDER BY `id`")
        return try zip(rows(connection, of: table) { $0.fingerprint($1) }, others).map { row, other in
            row + other.values.map(\.string)
        }
    }
}
