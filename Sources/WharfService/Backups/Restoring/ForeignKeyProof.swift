import MariaDB

/// The foreign keys that tables which are restored have, and that others have to them; and the rows that would break them.
struct ForeignKeyProof {
    /// Rows that refer to nothing, by one foreign key.
    struct Broken: Encodable, Hashable {
        let constraint: String
        let child: String
        let parent: String
        let rows: Int
        /// Of the first of them, the columns of the key.
        let first: [String]
    }

    private struct Key {
        let name: String
        /// In quotes, with its schema where that is another one.
        let child: String
        let childName: String
        let parent: String
        let columns: [String]
        let parentColumns: [String]
    }

    let connection: Connection
    /// Tables that stand for others, by those names: where the rows are that will be theirs.
    let standIns: [String: String]
    /// Tables that are not there yet under their names, by the names of those that will become them.
    var newTables: [String: String] = [:]
    /// Whether rows are locked, so that what is found stays so until the transaction ends.
    var isLocking = false

    /// - Parameter tables: those that are restored.
    func broken(_ tables: [String]) throws -> [Broken] {
        var found: [Broken] = []
        for key in try keys(tables) {
            if let broken = try broken(key) { found.append(broken) }
        }
        return found
    }

    private func broken(_ key: Key) throws -> Broken? {
        let columns = key.columns.map { "c." + Connection.quoteIdentifier($0) }
        let pairs = zip(columns, key.parentColumns).map { "p.\(Connection.quoteIdentifier($1)) = \($0)" }
        let conditions =
            columns.map { "\($0) IS NOT NULL" } + ["p.\(Connection.quoteIdentifier(key.parentColumns[0])) IS NULL"]
        let from = """
              FROM \(key.child) c
              LEFT JOIN \(Connection.quoteIdentifier(standIns[key.parent] ?? key.parent)) p
                ON \(pairs.joined(separator: " AND "))
             WHERE \(conditions.joined(separator: " AND "))
            """
        let lock = isLocking ? " LOCK IN SHARE MODE" : ""
        let rows = try connection.query("SELECT COUNT(*)\n\(from)\(lock)").first?[0].integer ?? 0
        guard rows > 0 else { return nil }
        let first = try connection.query("SELECT \(columns.joined(separator: ", "))\n\(from)\n LIMIT 1").first
        return Broken(
            constraint: key.name, child: key.childName, parent: key.parent, rows: rows,
            first: columns.indices.map { first?[$0].string ?? "" })
    }

    private func keys(_ tables: [String]) throws -> [Key] {
        let tables = tables + newTables.keys
        let names = tables.map { _ in "?" }.joined(separator: ", ")
        let rows = try connection.query(
            """
            SELECT CONSTRAINT_NAME AS key_name, TABLE_SCHEMA AS child_schema, TABLE_NAME AS child_name,
                   REFERENCED_TABLE_NAME AS parent_name, COLUMN_NAME AS child_column,
                   REFERENCED_COLUMN_NAME AS parent_column, TABLE_SCHEMA = DATABASE() AS is_here
              FROM information_schema.KEY_COLUMN_USAGE
             WHERE REFERENCED_TABLE_SCHEMA = DATABASE()
               AND (REFERENCED_TABLE_NAME IN (\(names)) OR TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (\(names)))
             ORDER BY TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION
            """, (tables + tables).map { .text($0) })
        var keys: [Key] = []
        var lastPlace = ""
        for row in rows {
            let place = ["child_schema", "child_name", "key_name"].map { row[$0].string ?? "" }.joined(separator: "\n")
            let child = row["child_name"].string ?? ""
            // Tables that stand for others have the same keys as those.
            if child.hasPrefix("wharf_"), newTables[child] == nil { continue }
            let pair = (row["child_column"].string ?? "", row["parent_column"].string ?? "")
            if place == lastPlace, let last = keys.popLast() {
                keys.append(
                    Key(
                        name: last.name, child: last.child, childName: last.childName, parent: last.parent,
                        columns: last.columns + [pair.0], parentColumns: last.parentColumns + [pair.1]))
            } else {
                let isHere = row["is_here"].integer == 1
                let schema = isHere ? "" : Connection.quoteIdentifier(row["child_schema"].string ?? "") + "."
                keys.append(
                    Key(
                        name: row["key_name"].string ?? "",
                        child: schema + Connection.quoteIdentifier(isHere ? standIns[child] ?? child : child),
                        childName: newTables[child] ?? child, parent: row["parent_name"].string ?? "",
                        columns: [pair.0],
                        parentColumns: [pair.1]))
            }
            lastPlace = place
        }
        return keys
    }
}

/// A restore would leave rows that refer to nothing.
struct ParentsMissing: Error {
    let broken: [ForeignKeyProof.Broken]
}
