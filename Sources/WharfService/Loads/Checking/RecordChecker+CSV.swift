import CSV

extension RecordChecker {
    /// Takes one record of a CSV file.
    func take(_ record: borrowing CSVRecord) throws {
        let position = nextPosition(line: record.line, offset: record.offset, length: record.byteCount)
        if let defect = record.defect {
            return try reject(position, defect == .badQuoting ? .badQuoting : .recordTooLarge)
        }
        guard record.count == mapping.fieldCount else { return try reject(position, .fieldCount) }
        beginRow()
        for index in mapping.targets.indices {
            let field = record[mapping.targets[index].field]
            judge(index, field.bytes, isQuoted: field.isQuoted)
        }
        try endRow(position)
    }
}
