import JSON

/// Judges the values of records, one record after the other, and sends each row where it belongs.
///
/// A struct without copies, so that its owner is asked for access to it once a record, not once a value; what is read for
/// each value lies behind pointers, where reading counts no references.
struct RowJudge: ~Copyable {
    /// A column that records fill.
    struct Target {
        let field: Int
        let rule: ValueRule

        init(_ target: ColumnMapping.Target) {
            field = target.field
            let column = target.column
            rule = ValueRule(type: column.type, isNullable: column.isNullable, characterSet: column.characterSet)
        }
    }

    let sorter: RecordSorter
    let rejects: RejectSpool
    private(set) var parents: [ParentCheck]
    private(set) var read = 0
    private(set) var notes = ValueNotes()

    /// How many fields a record has.
    let fieldCount: Int
    let targets: UnsafeMutableBufferPointer<Target>
    private let jsonRules: [JSONValueRule]
    private let encoding: FileEncoding
    private let layout: SortKeyLayout?
    private let keyPositions: [Int]
    private var row = RowEncoder()
    /// Where each value of the row begins, and the end of the last; and the row's key.
    private let starts: UnsafeMutablePointer<Int>
    private let key: UnsafeMutableRawBufferPointer
    private var reasons: [RejectReason] = []
    /// A field decoded from the file's encoding, or a number in plain form.
    private var decoded: [UInt8] = []

    init(table: Table, mapping: ColumnMapping, encoding: FileEncoding, folder: SpoolFolder) {
        self.encoding = encoding
        fieldCount = mapping.fieldCount
        targets = .allocate(capacity: mapping.targets.count)
        _ = targets.initialize(fromContentsOf: mapping.targets.map(Target.init))
        jsonRules = zip(mapping.targets, targets).map { JSONValueRule(type: $0.column.type, rule: $1.rule) }
        keyPositions = mapping.positions(of: table.primaryKey.map { table.columns[$0].name }) ?? []
        layout = SortKeyLayout(types: table.primaryKey.map { table.columns[$0].type })
        let width = layout?.width ?? 0
        key = .allocate(byteCount: width, alignment: 8)
        starts = .allocate(capacity: mapping.targets.count + 1)
        starts.initialize(repeating: 0, count: mapping.targets.count + 1)
        sorter = RecordSorter(keyWidth: width) { folder.makeFile() }
        rejects = RejectSpool(file: folder.makeFile())
        parents = table.foreignKeys.compactMap { key in
            mapping.positions(of: key.columns).map { ParentCheck(key: key, positions: $0) }
        }
    }

    deinit {
        targets.deinitialize().deallocate()
        key.deallocate()
        starts.deallocate()
    }

    /// The position of the next record, which counts as read from here on.
    @inline(__always)
    mutating func nextPosition(line: Int, offset: Int, length: Int) -> RecordPosition {
        defer { read += 1 }
        return RecordPosition(ordinal: read, line: line, offset: offset, length: length)
    }

    /// Rejects a record of which no value was looked at.
    func reject(_ position: RecordPosition, _ code: RejectCode) throws {
        try rejects.append(position, reasons: [RejectReason(code)], row: UnsafeRawBufferPointer(start: nil, count: 0))
    }

    /// Begins a row; `judge` or `judgeJSON` follows for each target in order, then `endRow`.
    @inline(__always)
    mutating func beginRow() { row.removeAll() }

    /// Takes the text of one target's value.
    @inline(__always)
    mutating func judge(_ index: Int, _ text: UnsafeRawBufferPointer, isQuoted: Bool) {
        starts[index] = row.count
        let code =
            encoding == .utf8
            ? targets[index].rule.check(text, isQuoted: isQuoted, into: &row, notes: &notes)
            : checkDecoded(index, text, isQuoted: isQuoted)
        if let code { note(code, index, text) }
    }

    /// Takes one target's value; nil where the row has none, which is like null.
    mutating func judgeJSON(_ index: Int, _ field: JSONField?) {
        starts[index] = row.count
        guard let code = jsonRules[index].check(field, into: &row, notes: &notes, plain: &decoded) else { return }
        let value = field.map { $0.kind == .null ? [] : Array($0.bytes.prefix(RejectReason.valueBytes)) } ?? []
        reasons.append(RejectReason(code, column: index, value: value))
    }

    /// Ends the row and files it.
    @inline(__always)
    mutating func endRow(_ position: RecordPosition) throws {
        starts[targets.count] = row.count
        let bytes = row.bytesUntilNextAppend
        for index in parents.indices { parents[index].see(bytes, starts: starts) }
        guard reasons.isEmpty else { return try rejectRow(position, bytes) }
        if let layout, !layout.write(row: bytes, positions: keyPositions, into: key) {
            preconditionFailure("a primary key's columns are never null")
        }
        try sorter.append(position, key: UnsafeRawBufferPointer(key), row: bytes)
    }
}

extension RowJudge {
    @inline(never)
    private mutating func checkDecoded(_ index: Int, _ text: UnsafeRawBufferPointer, isQuoted: Bool) -> RejectCode? {
        guard encoding.decode(text, into: &decoded) else {
            row.appendNull()
            return .badEncoding
        }
        return decoded.withUnsafeBytes { targets[index].rule.check($0, isQuoted: isQuoted, into: &row, notes: &notes) }
    }

    @inline(never)
    private mutating func note(_ code: RejectCode, _ column: Int, _ text: UnsafeRawBufferPointer) {
        let isReadable = encoding == .utf8 || code == .badEncoding
        let value = isReadable ? Array(text.prefix(RejectReason.valueBytes)) : decoded
        reasons.append(RejectReason(code, column: column, value: value))
    }

    @inline(never)
    private mutating func rejectRow(_ position: RecordPosition, _ row: UnsafeRawBufferPointer) throws {
        try rejects.append(position, reasons: reasons, row: row)
        reasons.removeAll(keepingCapacity: true)
    }
}
