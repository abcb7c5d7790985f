import MariaDB

/// Asks the database which values of a foreign key have a parent row.
struct ParentLookup {
    let connection: Connection

    private static let valuesPerStatement = 500

    /// The values without a parent, of those given in their wire form.
    ///
    /// The comparison is the parent column's own, so collations count as they do for the constraint.
    func unknown(_ values: [[UInt8]], of key: Table.ForeignKey, columns: [Column]) throws -> Set<[UInt8]> {
        var unknown: Set<[UInt8]> = []
        let parameters = Parameters()
        for start in stride(from: 0, to: values.count, by: Self.valuesPerStatement) {
            let part = values[start..<min(start + Self.valuesPerStatement, values.count)]
            parameters.removeAll()
            for value in part {
                value.withUnsafeBytes { WireRow.bind($0, columns: columns, to: parameters) }
            }
            var index = part.startIndex
            try connection.forEachRow(Self.statement(key, count: part.count), parameters) { row in
                if row.integer(0) == 0 { unknown.insert(part[index]) }
                index += 1
            }
        }
        return unknown
    }

    /// One row for each value, in their order: `SELECT 0, EXISTS (…) UNION ALL SELECT …`.
    private static func statement(_ key: Table.ForeignKey, count: Int) -> String {
        let condition = key.parentColumns.map { "\(Connection.quoteIdentifier($0)) = ?" }.joined(separator: " AND ")
        let parent = Connection.quoteIdentifier(key.parentTable)
        let one = "SELECT EXISTS (SELECT 1 FROM \(parent) WHERE \(condition))"
        return repeatElement(one, count: count).joined(separator: " UNION ALL ")
    }
}
