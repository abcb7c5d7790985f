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
    let recordsPerBatch = 8000
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
        guard !batch.isEmpty else { return [] }
        var verdicts: [KeyVerdict] = []
        verdicts.reserveCapacity(batch.count)
        for index in 0..<batch.count {
            let isRepeated =
                index == 0
                ? lastKey.map { batch[0].key.elementsEqual($0) } ?? false
                : WireRow.areEqual(batch[index].key, batch[index - 1].key)
            verdicts.append(isRepeated ? .repeated : .new)
        }
        lastKey = Array(batch[batch.count - 1].key)
        if looksUp { try findExisting(batch, 0..<batch.count, &verdicts) }
        return verdicts
    }

    /// Asks for a range of keys where they lie close together, and for keys one by one where they do not.
    private func findExisting(_ batch: RowBatch, _ part: Range<Int>, _ verdicts: inout [KeyVerdict]) throws {
        parameters.removeAll()
        if let range = denseRange(batch, part) {
            for bound in [range.lowerBound, range.upperBound] { parameters.append(signed: bound) }
            try select(where: "\(condition.names[0]) BETWEEN ? AND ?", batch, part, &verdicts)
        } else if part.count <= Self.alternativesPerStatement {
            for index in part { key.bind(batch[index].row, to: parameters) }
            try select(where: condition.text(part.count), batch, part, &verdicts)
        } else {
            // All statements but the last have the same number of alternatives, so few are prepared.
            let statements = (part.count + Self.alternativesPerStatement - 1) / Self.alternativesPerStatement
            let middle = part.lowerBound + statements / 2 * Self.alternativesPerStatement
            try findExisting(batch, part.lowerBound..<middle, &verdicts)
            try findExisting(batch, middle..<part.upperBound, &verdicts)
        }
    }

    private func select(
        where condition: String, _ batch: RowBatch, _ part: Range<Int>, _ verdicts: inout [KeyVerdict]
    ) throws {
        let sql =
            "SELECT \(reader.selectList(table: "t")) FROM \(Connection.quoteIdentifier(table.name)) t WHERE \(condition)"
        var row = RowEncoder()
        let key = UnsafeMutableRawBufferPointer.allocate(byteCount: layout.width, alignment: 8)
        defer { key.deallocate() }
        var next = part.lowerBound
        try connection.forEachRow(sql, parameters) { cursor in
            reader.read(cursor, from: 0, into: &row)
            let bytes = row.bytesUntilNextAppend
            guard layout.write(row: bytes, positions: keyPositions, into: key),
                let index = find(UnsafeRawBufferPointer(key), in: batch, part, expectedAt: next)
            else { return }
            // Records that repeat the key follow the first one.
            next = index + 1
            guard case .new = verdicts[index] else { return }
            verdicts[index] = .existing(isEqual: WireRow.areEqual(batch[index].row, bytes))
        }
    }

    /// The first record with this key. Rows come in the order of their keys as a rule, so that it is the expected one.
    private func find(
        _ key: UnsafeRawBufferPointer, in batch: RowBatch, _ part: Range<Int>, expectedAt expected: Int
    ) -> Int? {
        if expected < part.upperBound, WireRow.areEqual(batch[expected].key, key),
            expected == 0 || !WireRow.areEqual(batch[expected - 1].key, key)
        {
            return expected
        }
        var low = part.lowerBound
        var high = part.upperBound
        while low < high {
            let middle = (low + high) / 2
            if batch[middle].key.lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
        }
        return low < part.upperBound && batch[low].key.elementsEqual(key) ? low : nil
    }

    /// The keys' range, where one integer column is the key and its values lie close together.
    private func denseRange(_ batch: RowBatch, _ part: Range<Int>) -> ClosedRange<Int64>? {
        guard keyPositions.count == 1, let first = integer(batch[part.lowerBound].row),
            let last = integer(batch[part.upperBound - 1].row),
            last >= first, !last.subtractingReportingOverflow(first).overflow, last - first <= Int64(4 * part.count)
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
