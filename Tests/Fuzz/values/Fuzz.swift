@testable import WharfService

/// Values on their way into a column, and between a column and a backup.
func examine(_ input: FuzzInput) {
    var input = input
    let examination = input.choose([
        examineField, examineField, examineOrder, examineJSON, examineEncoding, examineBackupText, examineBackupNumber,
    ])
    examination(input)
}

/// A field is judged as a slow reader of the rules judges it; and what goes into the table comes back from a backup.
private func examineField(_ input: FuzzInput) {
    var input = input
    let column = Column(from: &input)
    let isQuoted = input.takeFlag()
    var notes = ValueNotes()
    let ours = column.judge(input.bytes, isQuoted: isQuoted, notes: &notes)
    requireEqual(ours, SlowColumn(column).judge(input.bytes, isQuoted: isQuoted), "a field of \(column.type)")
    requireEqual(notes.timesWithoutZone, isTimeWithoutZone(ours, input.bytes, column.type) ? 1 : 0, "notes on the zone")
    requireEqual(fromBackup(ours, column.type), ours, "a value of \(column.type) that comes back from a backup")
}

private func isTimeWithoutZone(_ judgement: Judgement, _ bytes: [UInt8], _ type: ColumnType) -> Bool {
    guard case .text = judgement else { return false }
    switch type {
    case .datetime, .timestamp: return SlowMoment(Latin1.trimmed(Latin1.text(bytes)))?.isWithoutZone == true
    default: return false
    }
}

/// Two fields: their sort keys have the order of their values.
private func examineOrder(_ input: FuzzInput) {
    var input = input
    let column = Column(from: &input)
    guard let layout = SortKeyLayout(types: [column.type]) else { return }
    let fields = input.bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false).map(Array.init)
    let keyed = fields.compactMap { field in
        key(field, column, layout).map { (key: $0.key, place: SlowOrder.place(of: $0.value, in: column.type)) }
    }
    guard keyed.count == 2 else { return }
    requireEqual(
        keyed[0].key.lexicographicallyPrecedes(keyed[1].key),
        keyed[0].place.lexicographicallyPrecedes(keyed[1].place), "order in \(column.type)")
    requireEqual(keyed[0].key == keyed[1].key, keyed[0].place == keyed[1].place, "equality in \(column.type)")
}

/// Nil for a reject, and null.
private func key(_ field: [UInt8], _ column: Column, _ layout: SortKeyLayout) -> (key: [UInt8], value: Judgement)? {
    var row = RowEncoder()
    var notes = ValueNotes()
    let rule = column.rule
    let code = field.withUnsafeBytes { rule.check($0, isQuoted: true, into: &row, notes: &notes) }
    let value = wireValues(row.bytes)[0]
    guard code == nil, value != .null else { return nil }
    var key = [UInt8](repeating: 0xAA, count: layout.width)
    let isWhole = row.bytes.withUnsafeBytes { row in
        key.withUnsafeMutableBytes { layout.write(row: row, positions: [0], into: $0) }
    }
    require(isWhole, "a value that is not null has a sort key")
    return (key, value)
}

/// Bytes of a file in another encoding become the text that Foundation reads in them.
private func examineEncoding(_ input: FuzzInput) {
    var input = input
    let encoding = input.choose(FileEncoding.allCases)
    var ours: [UInt8] = [1, 2, 3]
    let isDecoded = input.bytes.withUnsafeBytes { encoding.decode($0, into: &ours) }
    let theirs = SlowEncoding.decoded(input.bytes, encoding)
    requireEqual(isDecoded ? ours : nil, theirs, "bytes of \(encoding)")
}
