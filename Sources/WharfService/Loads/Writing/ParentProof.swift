import MariaDB

/// Asks whether the parents that a check found are there, and locks them for the transaction, if there is one.
struct ParentProof {
    private static let valuesPerStatement = 1000

    let connection: Connection
    /// The load's.
    let columns: [Column]

    /// Whether each value that the check found a parent for has one.
    func areThere(_ parents: ParentCheck) throws -> Bool {
        let condition = KeyCondition(names: parents.key.parentColumns)
        let bindings = parents.positions.map { ColumnBinding(columns[$0]) }
        let parent = Connection.quoteIdentifier(parents.key.parentTable)
        let parameters = Parameters()
        // MariaDB lets a key refer to columns that are not unique: two rows for one value must not hide a missing one.
        var missing = 0
        try parents.seen.withBatches(of: Self.valuesPerStatement) { batch in
            let wanted = batch.filter { !parents.unknown.contains($0) }
            guard !wanted.isEmpty else { return }
            parameters.removeAll()
            for value in wanted { value.withUnsafeBytes { WireRow.bind($0, bindings, to: parameters) } }
            missing += wanted.count
            try connection.forEachRow(
                """
                SELECT DISTINCT \(condition.names.joined(separator: ", "))
                  FROM \(parent) t
                 WHERE \(condition.text(wanted.count))
                  LOCK IN SHARE MODE
                """, parameters
            ) { _ in missing -= 1 }
        }
        return missing == 0
    }
}
