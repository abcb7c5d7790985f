import CSV

extension RowJudge {
    /// Takes one record of a CSV file.
    mutating func take(_ record: borrowing CSVRecord) throws {
        let position = nextPosition(line: record.line, offset: record.offset, length: record.byteCount)
        if let defect = record.defect {
            return try reject(position, defect == .badQuoting ? .badQuoting : .recordTooLarge)
        }
        guard record.count == fieldCount else { return try reject(position, .fieldCount) }
        beginRow()
        for (target, field) in fields.enumerated() {
            let field = record[field]
            judge(target, field.bytes, isQuoted: field.isQuoted)
        }
        try endRow(position)
    }
}
