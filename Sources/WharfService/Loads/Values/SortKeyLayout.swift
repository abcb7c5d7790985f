/// How the key of a table becomes octets that sort as the database sorts the key.
///
/// For two rows, `memcmp` of their sort keys says what `ORDER BY` of the key columns says, and equal sort keys are
/// equal keys. All keys of one layout are equally long. There is a layout only where the order can be decided outside
/// the database: not for text (collations), `VARBINARY`, `JSON`, approximate numbers and sets.
///
/// | type | octets |
/// | --- | --- |
/// | integer | 8, big-endian, the sign bit flipped where the column has negative numbers |
/// | decimal | a sign octet, then two digits per octet, all inverted for a negative number |
/// | date, datetime, timestamp, time | 8, big-endian, microseconds in a calendar of 32-day months and 13-month years |
/// | enumeration | 2, big-endian, the index in the definition from 1, 0 for the server's empty error value |
/// | binary(n), n up to 64 | n |
struct SortKeyLayout {
    private let columns: [SortKeyColumn]
    /// Octets of each sort key.
    let width: Int

    /// Nil when there are no columns, or the order of one of them cannot be decided outside the database.
    ///
    /// - Parameter types: those of the key's columns, in the key's order.
    init?(types: [ColumnType]) {
        let columns = types.compactMap(SortKeyColumn.init)
        guard !types.isEmpty, columns.count == types.count else { return nil }
        self.columns = columns
        width = columns.reduce(0) { $0 + $1.width }
    }

    /// Writes the sort key of a row.
    ///
    /// - Parameters:
    ///   - row: its wire form, of values that `ValueRule` accepted or the server sent for these columns.
    ///   - positions: where each key column stands among the row's values, in the key's order.
    ///   - key: at least `width` octets.
    /// - Returns: false when a value of the key is null; the octets written are then of no use.
    func write(row: UnsafeRawBufferPointer, positions: [Int], into key: UnsafeMutableRawBufferPointer) -> Bool {
        precondition(positions.count == columns.count && key.count >= width, "the key has other columns")
        var reader = WireReader(row)
        var (readerPosition, offset) = (0, 0)
        for (column, position) in zip(columns, positions) {
            if position < readerPosition { (reader, readerPosition) = (WireReader(row), 0) }
            reader.skip(position - readerPosition)
            readerPosition = position + 1
            guard let value = reader.next() else { preconditionFailure("the row has fewer values than the key needs") }
            let place = UnsafeMutableRawBufferPointer(rebasing: key[offset..<offset + column.width])
            guard column.write(value, into: place) else { return false }
            offset += column.width
        }
        return true
    }
}
