import MariaDB

/// Judges keys whose order only the database knows, such as text under a collation: it is asked, by temporary tables.
///
/// The temporary tables live on the load's connection; `finish` drops them, and so does the end of the connection.
struct CollatedKeyJudge: KeyJudge {
    let connection: Connection
    let table: Table
    let reader: ExistingRowReader
    let keyPositions: [Int]
    var recordsPerBatch: Int { Self.recordsPerBatch }
    static let recordsPerBatch = 1000

    /// - Parameter forEachBatch: calls its argument with every batch that `judge` will be asked about, in order.
    init(
        connection: Connection, table: Table, columns: [Column], keyPositions: [Int],
        forEachBatch: ((RowBatch) throws -> Void) throws -> Void
    ) throws {
        self.connection = connection
        self.table = table
        self.keyPositions = keyPositions
        reader = ExistingRowReader(columns: columns)
        try finish()
        try connection.execute(
            """
            CREATE TEMPORARY TABLE wharf_keys (
                record BIGINT UNSIGNED NOT NULL PRIMARY KEY,
                \(keyPositions.map { Self.definition(columns[$0]) }.joined(separator: ",\n    "))
            ) ENGINE = InnoDB
            """)
        try forEachBatch(insert)
        try connection.execute(
            """
            CREATE TEMPORARY TABLE wharf_firsts (
                record BIGINT UNSIGNED NOT NULL PRIMARY KEY,
                first_record BIGINT UNSIGNED NOT NULL
            ) ENGINE = InnoDB
            """)
        try connection.execute(
            """
            INSERT INTO wharf_firsts (record, first_record)
            SELECT record, MIN(record) OVER (PARTITION BY \(keyNames.joined(separator: ", ")))
              FROM wharf_keys
            """)
    }

    /// Drops the temporary tables.
    func finish() throws {
        try connection.execute("DROP TEMPORARY TABLE IF EXISTS wharf_keys")
        try connection.execute("DROP TEMPORARY TABLE IF EXISTS wharf_firsts")
    }

    mutating func judge(_ batch: RowBatch) throws -> [KeyVerdict] {
        guard !batch.isEmpty else { return [] }
        var verdicts = [KeyVerdict](repeating: .new, count: batch.count)
        var indexes: [Int: Int] = [:]
        for index in 0..<batch.count { indexes[batch[index].position.ordinal] = index }
        let on = keyNames.map { "t.\($0) = k.\($0)" }.joined(separator: " AND ")
        let parameters = Parameters()
        parameters.append(signed: Int64(batch[0].position.ordinal))
        parameters.append(signed: Int64(batch[batch.count - 1].position.ordinal))
        var row = RowEncoder()
        let sql = """
            SELECT k.record, f.first_record, t.\(keyNames[0]) IS NOT NULL, \(reader.selectList(table: "t"))
              FROM wharf_keys k
              JOIN wharf_firsts f ON f.record = k.record
              LEFT JOIN \(Connection.quoteIdentifier(table.name)) t ON \(on)
             WHERE k.record BETWEEN ? AND ?
            """
        try connection.forEachRow(sql, parameters) { cursor in
            guard let record = cursor.integer(0), let index = indexes[record] else { return }
            if cursor.integer(1) != record {
                verdicts[index] = .repeated
            } else if cursor.integer(2) == 1 {
                reader.read(cursor, from: 3, into: &row)
                let isEqual = row.withUnsafeBytes { WireRow.areEqual(batch[index].row, $0) }
                verdicts[index] = .existing(isEqual: isEqual)
            }
        }
        return verdicts
    }

    private var keyNames: [String] { keyPositions.map { Connection.quoteIdentifier(reader.columns[$0].name) } }

    private static func definition(_ column: Column) -> String {
        var text = "\(Connection.quoteIdentifier(column.name)) \(column.sqlType)"
        if let characterSet = column.characterSet, let collation = column.collation {
            text += " CHARACTER SET \(characterSet) COLLATE \(collation)"
        }
        return text + " NOT NULL"
    }

    private func insert(_ batch: RowBatch) throws {
        guard !batch.isEmpty else { return }
        let parameters = Parameters()
        let key = LoadKey(columns: reader.columns, positions: keyPositions)
        for index in 0..<batch.count {
            let row = batch[index].row
            parameters.append(signed: Int64(batch[index].position.ordinal))
            key.bind(row, to: parameters)
        }
        let one = "(" + repeatElement("?", count: keyPositions.count + 1).joined(separator: ", ") + ")"
        let rows = repeatElement(one, count: batch.count).joined(separator: ", ")
        try connection.execute(
            "INSERT INTO wharf_keys (record, \(keyNames.joined(separator: ", "))) VALUES \(rows)", parameters)
    }
}
