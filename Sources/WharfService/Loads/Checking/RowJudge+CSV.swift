import CSV

extension RowJudge {
    /// Takes the records that the next bytes of a CSV file complete, but for the first `skipped` of the file.
    mutating func take(_ bytes: UnsafeRawBufferPointer, by parser: CSVParser, skipped: inout Int) throws {
        try parser.feed(bytes) { try take($0, skipped: &skipped) }
    }

    /// Takes the record that the end of a CSV file completes.
    mutating func takeLast(by parser: CSVParser, skipped: inout Int) throws {
        try parser.finish { try take($0, skipped: &skipped) }
    }

    @inline(__always)
    private mutating func take(_ record: borrowing CSVRecord, skipped: inout Int) throws {
        if skipped > 0 { skipped -= 1 } else { try take(record) }
    }

    @inline(__always)
    private mutating func take(_ record: borrowing CSVRecord) throws {
        let position = nextPosition(line: record.line, offset: record.offset, length: record.byteCount)
        if let defect = record.defect {
            return try reject(position, defect == .badQuoting ? .badQuoting : .recordTooLarge)
        }
        guard record.count == fieldCount else { return try reject(position, .fieldCount) }
        beginRow()
        for index in targets.indices {
            let field = record[targets[index].field]
            judge(index, field.bytes, isQuoted: field.isQuoted)
        }
        try endRow(position)
    }
}
