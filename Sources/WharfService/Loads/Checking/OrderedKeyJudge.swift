import MariaDB

/// Judges keys whose order is known outside the database: repeated ones are neighbours in the sorted spool.
struct OrderedKeyJudge: KeyJudge {
    private static let alternativesPerStatement = 500

    let connection: Connection
    let table: Table
    let layout: SortKeyLayout
    let reader: ExistingRowReader
    let keyPositions: [Int]
    /// False where the table was seen to be empty.
    let looksUp: Bool
    private var lastKey: [UInt8]?
    private let parameters = Parameters()
    private let key: LoadKey
    private let condition: KeyCondition

    init(connection: Connection, table: Table, columns: [Column], keyPositions: [Int], layout: SortKeyLayout) throws {
        self.connection = connection
        self.table = table
        self.layout = layout
        self.keyPositions = keyPositions
        reader = ExistingRowReader(columns: columns)
        key = LoadKey(columns: columns, positions: keyPositions)
        condition = key.condition
        looksUp = try !connection.query("SELECT 1 FROM \(Connection.quoteIdentifier(table.name)) LIMIT 1").isEmpty
    }

    mutating func judge(_ batch: RowBatch) throws -> [KeyVerdict] {
        var verdicts: [KeyVerdict] = []
        verdicts.reserveCapacity(batch.count)
        for index in 0..<batch.count {
            let isRepeated =
                index == 0
                ? lastKey.map { batch[0].key.elementsEqual($0) } ?? false
                : batch[index].key.elementsEqual(batch[index - 1].key)
            verdicts.append(isRepeated ? .repeated : .new)
        }
        lastKey = batch.isEmpty ? lastKey : Array(batch[batch.count - 1].key)
        if looksUp { try findExisting(batch, &verdicts) }
        return verdicts
    }

    private func findExisting(_ batch: RowBatch, _ verdicts: inout [KeyVerdict]) throws {
        if let range = denseRange(batch) {
            parameters.removeAll()
            for bound in [range.lowerBound, range.upperBound] { parameters.append(signed: bound) }
            return try select(where: "\(condition.names[0]) BETWEEN ? AND ?", batch, &verdicts)
        }
        for start in stride(from: 0, to: batch.count, by: Self.alternativesPerStatement) {
            let part = start..<min(start + Self.alternativesPerStatement, batch.count)
            parameters.removeAll()
            for index in part { key.bind(batch[index].row, to: parameters) }
            try select(where: condition.text(part.count), batch, &verdicts)
        }
    }

    private func select(where condition: String, _ batch: RowBatch, _ verdicts: inout [KeyVerdict]) throws {
        let sql =
            "SELECT \(reader.selectList(table: "t")) FROM \(Connection.quoteIdentifier(table.name)) t WHERE \(condition)"
        var row = RowEncoder()
        var key = [UInt8](repeating: 0, count: layout.width)
        try connection.forEachRow(sql, parameters) { cursor in
            reader.read(cursor, from: 0, into: &row)
            let hasKey = row.withUnsafeBytes { bytes in
                key.withUnsafeMutableBytes { layout.write(row: bytes, positions: keyPositions, into: $0) }
            }
            guard hasKey, let index = find(key, in: batch), case .new = verdicts[index] else { return }
            verdicts[index] = .existing(row.withUnsafeBytes { Array($0) })
        }
    }

    /// The first record of the batch with this key.
    private func find(_ key: [UInt8], in batch: RowBatch) -> Int? {
        var low = 0
        var high = batch.count
        while low < high {
            let middle = (low + high) / 2
            if batch[middle].key.lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
        }
        return low < batch.count && batch[low].key.elementsEqual(key) ? low : nil
    }

    /// The keys' range, where one integer column is the key and its values lie close together.
    private func denseRange(_ batch: RowBatch) -> ClosedRange<Int64>? {
        guard keyPositions.count == 1, let first = integer(batch[0].row),
            let last = integer(batch[batch.count - 1].row),
            last >= first, !last.subtractingReportingOverflow(first).overflow, last - first <= Int64(4 * batch.count)
        else { return nil }
        return first...last
    }

    private func integer(_ row: UnsafeRawBufferPointer) -> Int64? {
        var reader = WireReader(row)
        for _ in 0..<keyPositions[0] { _ = reader.next() }
        if case .signed(let number) = reader.next() { return number }
        return nil
    }
}
