import JSON

extension RowJudge {
    /// Takes one row of JSON.
    ///
    /// - Parameter places: for each target its field of the row, -1 where it has none.
    mutating func take(_ row: borrowing JSONRow, places: [Int]) throws {
        let position = nextPosition(of: row)
        beginRow()
        for target in targets.indices {
            let place = places[target]
            judgeJSON(target, place < 0 ? nil : row[place])
        }
        try endRow(position)
    }

    /// Rejects one row of JSON as a whole.
    mutating func reject(_ row: borrowing JSONRow, _ code: RejectCode) throws {
        try reject(nextPosition(of: row), code)
    }

    private mutating func nextPosition(of row: borrowing JSONRow) -> RecordPosition {
        nextPosition(line: row.line, offset: row.offset, length: row.byteCount)
    }
}
