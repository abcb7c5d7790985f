import MariaDB

/// Takes back the chunks of a load, the last one first, within a transaction.
final class UndoWriter {
    private let connection: Connection
    private let table: Table
    private let images: RowImages
    private let inserter: RowInserter
    private let children: [ChangingChild]
    /// Rows that one statement may delete: one where rows of the table may refer to each other.
    private let rowsPerDelete: Int
    private(set) var deleted = 0
    private(set) var updated = 0

    init(_ target: UndoTarget, _ connection: Connection) throws {
        self.connection = connection
        table = target.table
        images = RowImages(
            connection: connection, table: table.name, columns: target.columns, key: target.terms.key, form: .asInFiles)
        inserter = RowInserter(
            connection: connection, table: table.name, columns: target.columns,
            tail: RowInserter.updateTail(target.columns))
        children = try ChangingChild.all(of: table.name, connection)
        rowsPerDelete = table.referencedBy.contains(table.name) ? 1 : RowInserter.rowsPerStatement
    }

    /// - Throws: `RowsTouched` where the rows are not as the load left them; `ChildrenWouldGo`; `MariaDBError`.
    func takeBack(_ chunk: UndoChunk) throws {
        let keys = chunk.rows(width: images.keyPositions.count)
        try prove(chunk, keys)
        switch chunk.kind {
        case .inserted: try delete(keys.reversed())
        case .updated:
            try putBack(chunk.rows(width: images.columns.count, after: chunk.rowCount * images.keyPositions.count))
        }
    }

    private func prove(_ chunk: UndoChunk, _ keys: [ArraySlice<UInt8>]) throws {
        let now = try images.witness(keys)
        guard now == (chunk.rowCount, chunk.digest) else {
            throw RowsTouched(
                rowCount: chunk.rowCount, gone: chunk.rowCount - now.rowCount, first: keys[0],
                last: keys[keys.count - 1])
        }
    }

    private func delete(_ keys: [ArraySlice<UInt8>]) throws {
        for start in stride(from: 0, to: keys.count, by: rowsPerDelete) {
            let some = keys[start..<min(start + rowsPerDelete, keys.count)]
            let parameters = Parameters()
            for key in some { images.bind(key, to: parameters) }
            let condition = images.key.condition.text(some.count)
            for child in children { try child.refuse(table.name, condition, parameters, connection) }
            let name = Connection.quoteIdentifier(table.name)
            try connection.execute("DELETE t FROM \(name) t WHERE \(condition)", parameters)
            deleted += some.count
        }
    }

    /// Rows that the load wrote later go back first, so that values of unique keys are free again.
    private func putBack(_ rows: [ArraySlice<UInt8>]) throws {
        let batch = RowBatch(keyWidth: 0)
        func flush() throws {
            updated += try inserter.write(batch, 0..<batch.count) { _ in
            } onFault: {
                throw $1
            }
            batch.removeAll()
        }
        for row in rows.reversed() {
            row.withUnsafeBytes { batch.append(row: $0) }
            if inserter.isFull(batch) { try flush() }
        }
        try flush()
    }
}

/// A foreign key by which rows elsewhere go, or lose their values, when rows of a table are deleted.
private struct ChangingChild {
    let constraint: String
    /// In quotes, with its schema.
    let table: String
    let pairs: [(column: String, parent: String)]

    static func all(of table: String, _ connection: Connection) throws -> [ChangingChild] {
        let rows = try connection.query(
            """
            SELECT k.CONSTRAINT_NAME AS key_name, k.TABLE_SCHEMA AS child_schema, k.TABLE_NAME AS child_name,
                   k.COLUMN_NAME AS child_column, k.REFERENCED_COLUMN_NAME AS parent_column
              FROM information_schema.REFERENTIAL_CONSTRAINTS r
              JOIN information_schema.KEY_COLUMN_USAGE k
                ON k.CONSTRAINT_SCHEMA = r.CONSTRAINT_SCHEMA
               AND k.CONSTRAINT_NAME = r.CONSTRAINT_NAME
               AND k.TABLE_NAME = r.TABLE_NAME
             WHERE r.UNIQUE_CONSTRAINT_SCHEMA = DATABASE()
               AND r.REFERENCED_TABLE_NAME = ?
               AND r.DELETE_RULE NOT IN ('RESTRICT', 'NO ACTION')
             ORDER BY k.TABLE_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION
            """, [.text(table)])
        let groups = Dictionary(grouping: rows) { row in
            ["child_schema", "child_name", "key_name"].map { row[$0].string ?? "" }
        }
        return groups.map { names, rows in
            ChangingChild(
                constraint: names[2],
                table: Connection.quoteIdentifier(names[0]) + "." + Connection.quoteIdentifier(names[1]),
                pairs: rows.map { ($0["child_column"].string ?? "", $0["parent_column"].string ?? "") })
        }
    }

    /// - Throws: `ChildrenWouldGo` where a row refers to one that the condition finds.
    func refuse(_ parent: String, _ condition: String, _ parameters: Parameters, _ connection: Connection) throws {
        let matches = pairs.map {
            "c.\(Connection.quoteIdentifier($0.column)) = t.\(Connection.quoteIdentifier($0.parent))"
        }
        var isReferred = false
        try connection.forEachRow(
            """
            SELECT 1
              FROM \(Connection.quoteIdentifier(parent)) t
              JOIN \(table) c
                ON \(matches.joined(separator: " AND "))
             WHERE \(condition)
             LIMIT 1
            """, parameters
        ) { _ in isReferred = true }
        if isReferred { throw ChildrenWouldGo(constraint: constraint) }
    }
}
