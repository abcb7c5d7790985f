import JSON

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
    private let jsonRules: [JSONValueRule]
    private let encoding: FileEncoding
    private let layout: SortKeyLayout?
    private let keyPositions: [Int]
    private var row = RowEncoder()
    private var sorted: SortedRecords?
    private var starts: [Int]
    private var key: [UInt8]
    private var reasons: [RejectReason] = []
    /// A field decoded from the file's encoding, or a number in plain form.
    private var decoded: [UInt8] = []

    init(table: Table, mapping: ColumnMapping, encoding: FileEncoding, folder: SpoolFolder) {
        self.mapping = mapping
        self.encoding = encoding
        rules = mapping.targets.map {
            ValueRule(type: $0.column.type, isNullable: $0.column.isNullable, characterSet: $0.column.characterSet)
        }
        jsonRules = zip(mapping.targets, rules).map { JSONValueRule(type: $0.column.type, rule: $1) }
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

    /// The position of the next record, which counts as read from here on.
    func nextPosition(line: Int, offset: Int, length: Int) -> RecordPosition {
        defer { read += 1 }
        return RecordPosition(ordinal: read, line: line, offset: offset, length: length)
    }

    /// Rejects a record of which no value was looked at.
    func reject(_ position: RecordPosition, _ code: RejectCode) throws {
        try rejects.append(position, reasons: [RejectReason(code)], row: UnsafeRawBufferPointer(start: nil, count: 0))
    }

    /// Begins a row; `judge` or `judgeJSON` follows for each target in order, then `endRow`.
    func beginRow() { row.removeAll() }

    /// Takes the text of one target's value.
    func judge(_ index: Int, _ text: UnsafeRawBufferPointer, isQuoted: Bool) {
        starts[index] = row.count
        guard let code = check(text, isQuoted: isQuoted, by: rules[index]) else { return }
        let isReadable = encoding == .utf8 || code == .badEncoding
        note(code, index, isReadable ? Array(text.prefix(RejectReason.valueBytes)) : decoded)
    }

    /// Takes one target's value; nil where the row has none, which is like null.
    func judgeJSON(_ index: Int, _ field: JSONField?) {
        starts[index] = row.count
        guard let code = jsonRules[index].check(field, into: &row, notes: &notes, plain: &decoded) else { return }
        note(code, index, field.map { $0.kind == .null ? [] : Array($0.bytes.prefix(RejectReason.valueBytes)) } ?? [])
    }

    /// Ends the row.
    func endRow(_ position: RecordPosition) throws {
        starts[mapping.targets.count] = row.count
        try file(position)
    }

    private func check(_ text: UnsafeRawBufferPointer, isQuoted: Bool, by rule: ValueRule) -> RejectCode? {
        if encoding == .utf8 { return rule.check(text, isQuoted: isQuoted, into: &row, notes: &notes) }
        guard encoding.decode(text, into: &decoded) else {
            row.appendNull()
            return .badEncoding
        }
        return decoded.withUnsafeBytes { rule.check($0, isQuoted: isQuoted, into: &row, notes: &notes) }
    }

    private func note(_ code: RejectCode, _ column: Int, _ value: [UInt8]) {
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
}
