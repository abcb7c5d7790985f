import MariaDB

/// Asks the database which values of a foreign key have a parent row.
struct ParentLookup {
    let connection: Connection

    private static let valuesPerStatement = 500

    /// Finds the values that the file has and the parent table has not.
    ///
    /// The comparison is the parent column's own, so collations count as they do for the constraint.
    func findUnknown(_ parents: inout ParentCheck, columns: [Column]) throws {
        let bindings = columns.map(ColumnBinding.init)
        let parameters = Parameters()
        var unknown = WireSet()
        try parents.seen.withBatches(of: Self.valuesPerStatement) { batch in
            parameters.removeAll()
            for value in batch { value.withUnsafeBytes { WireRow.bind($0, bindings, to: parameters) } }
            var index = 0
            try connection.forEachRow(Self.statement(parents.key, count: batch.count), parameters) { row in
                if row.integer(0) == 0 { unknown.insert(batch[index]) }
                index += 1
            }
        }
        parents.unknown = unknown
    }

    /// One row for each value, in their order: `SELECT 0, EXISTS (…) UNION ALL SELECT …`.
    private static func statement(_ key: Table.ForeignKey, count: Int) -> String {
        let condition = key.parentColumns.map { "\(Connection.quoteIdentifier($0)) = ?" }.joined(separator: " AND ")
        let parent = Connection.quoteIdentifier(key.parentTable)
        let one = "SELECT EXISTS (SELECT 1 FROM \(parent) WHERE \(condition))"
        return repeatElement(one, count: count).joined(separator: " UNION ALL ")
    }
}
