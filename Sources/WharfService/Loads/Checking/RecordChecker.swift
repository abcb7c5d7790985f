import CSV

/// Checks records against the dictionary and spools them: valid rows to the sorter, the others to the rejects.
///
/// Nothing of the database is asked here. What only the database knows (keys and parents that are there) follows in
/// `LoadResolver`, when the whole file has been seen.
final class RecordChecker {
    let mapping: ColumnMapping
    let sorter: RecordSorter
    let rejects: RejectSpool
    private(set) var parents: [ParentCheck]
    private(set) var read = 0
    private(set) var notes = ValueNotes()
    var blankRecords = 0

    private let rules: [ValueRule]
    private let encoding: FileEncoding
    private let layout: SortKeyLayout?
    private let keyPositions: [Int]
    private var row = RowEncoder()
    private var sorted: SortedRecords?
    private var starts: [Int]
    private var key: [UInt8]
    private var reasons: [RejectReason] = []
    private var decoded: [UInt8] = []

    init(table: Table, mapping: ColumnMapping, encoding: FileEncoding, folder: SpoolFolder) {
        self.mapping = mapping
        self.encoding = encoding
        rules = mapping.targets.map {
            ValueRule(type: $0.column.type, isNullable: $0.column.isNullable, characterSet: $0.column.characterSet)
        }
        keyPositions = mapping.positions(of: table.primaryKey.map { table.columns[$0].name }) ?? []
        layout = SortKeyLayout(types: table.primaryKey.map { table.columns[$0].type })
        let width = layout?.width ?? 0
        key = [UInt8](repeating: 0, count: width)
        starts = [Int](repeating: 0, count: mapping.targets.count + 1)
        sorter = RecordSorter(keyWidth: width) { folder.makeFile() }
        rejects = RejectSpool(file: folder.makeFile())
        parents = table.foreignKeys.compactMap { key in
            mapping.positions(of: key.columns).map { ParentCheck(key: key, positions: $0) }
        }
    }

    /// The valid rows in key order; none can be taken any more. May be asked for several times.
    func sortedRecords() throws -> SortedRecords {
        if let sorted { return sorted }
        let records = try sorter.finish()
        sorted = records
        return records
    }

    /// Takes one record of a CSV file.
    func take(_ record: borrowing CSVRecord) throws {
        let position = RecordPosition(
            ordinal: read, line: record.line, offset: record.offset, length: record.byteCount)
        read += 1
        if let defect = record.defect {
            return try rejectWhole(position, defect == .badQuoting ? .badQuoting : .recordTooLarge)
        }
        guard record.count == mapping.fieldCount else { return try rejectWhole(position, .fieldCount) }
        row.removeAll()
        for index in mapping.targets.indices {
            let field = record[mapping.targets[index].field]
            starts[index] = row.count
            if let code = check(field, by: rules[index]) { try note(code, index, field.bytes) }
        }
        starts[mapping.targets.count] = row.count
        try file(position)
    }

    private func check(_ field: CSVField, by rule: ValueRule) -> RejectCode? {
        if encoding == .utf8 { return rule.check(field.bytes, isQuoted: field.isQuoted, into: &row, notes: &notes) }
        guard encoding.decode(field.bytes, into: &decoded) else {
            row.appendNull()
            return .badEncoding
        }
        return decoded.withUnsafeBytes { rule.check($0, isQuoted: field.isQuoted, into: &row, notes: &notes) }
    }

    private func note(_ code: RejectCode, _ column: Int, _ bytes: UnsafeRawBufferPointer) throws {
        let value: [UInt8] =
            encoding == .utf8 || code == .badEncoding ? Array(bytes.prefix(RejectReason.valueBytes)) : decoded
        reasons.append(RejectReason(code, column: column, value: value))
    }

    /// Sends the row in hand where it belongs.
    private func file(_ position: RecordPosition) throws {
        try row.withUnsafeBytes { bytes in
            for index in parents.indices {
                parents[index].seen.insert(bytes, starts: starts, positions: parents[index].positions)
            }
            guard reasons.isEmpty else {
                try rejects.append(position, reasons: reasons, row: bytes)
                reasons.removeAll(keepingCapacity: true)
                return
            }
            try key.withUnsafeMutableBytes { key in
                if let layout, !layout.write(row: bytes, positions: keyPositions, into: key) {
                    preconditionFailure("a primary key's columns are never null")
                }
                try sorter.append(position, key: UnsafeRawBufferPointer(key), row: bytes)
            }
        }
    }

    private func rejectWhole(_ position: RecordPosition, _ code: RejectCode) throws {
        try rejects.append(position, reasons: [RejectReason(code)], row: UnsafeRawBufferPointer(start: nil, count: 0))
    }
}
