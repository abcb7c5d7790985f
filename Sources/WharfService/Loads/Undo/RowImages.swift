internal import Crypto
import MariaDB

/// Reads whole rows of a table by their keys, in wire form, and locks them until the transaction ends.
///
/// However large the rows are, few octets of them are held at a time.
final class RowImages {
    /// Octets of rows that are held at a time, where one row alone has not more.
    static let pieceBytes = 4 << 20

    let connection: Connection
    let table: String
    let columns: [Column]
    /// The positions of the primary key's columns.
    let keyPositions: [Int]
    private let keyBindings: [ColumnBinding]
    private let reader: ExistingRowReader
    /// How many rows the next piece has: as many as `pieceBytes` held last.
    private var rowsPerPiece = RowInserter.rowsPerStatement

    init(connection: Connection, table: String, columns: [Column], key: [String], form: ExistingRowReader.Reading) {
        self.connection = connection
        self.table = table
        self.columns = columns
        keyPositions = key.compactMap { name in columns.firstIndex { $0.name == name } }
        keyBindings = keyPositions.map { ColumnBinding(columns[$0]) }
        reader = ExistingRowReader(columns: columns, form)
    }

    var key: LoadKey { LoadKey(columns: columns, positions: keyPositions) }

    /// Calls `body` with rows that have these keys, in the order of the keys, a piece at a time.
    ///
    /// - Parameters:
    ///   - keys: each the values of one row's key, in wire form.
    ///   - body: called with the places of a piece's keys and their rows; `nil` for one that is not there.
    func forEachPiece(
        _ keys: [ArraySlice<UInt8>], _ body: (Range<Int>, [[UInt8]?]) throws -> Void
    ) throws {
        var start = 0
        while start < keys.count {
            let range = start..<min(start + rowsPerPiece, keys.count)
            do {
                let rows = try read(keys[range])
                try body(range, rows)
                start = range.upperBound
            } catch let piece as PieceTooLarge {
                rowsPerPiece = piece.rowsThatFit
            }
        }
    }

    private func read(_ keys: ArraySlice<ArraySlice<UInt8>>) throws -> [[UInt8]?] {
        var byKey: [ArraySlice<UInt8>: [UInt8]] = [:]
        for row in try rows(keys) { byKey[keyOf(row)[...]] = row }
        var found = keys.map { byKey[$0] }
        guard byKey.count > found.count(where: { $0 != nil }) else { return found }
        // The table spells some keys otherwise, and takes them for the same: each of those is asked for alone.
        for (index, key) in zip(found.indices, keys) where found[index] == nil { found[index] = try rows([key]).first }
        return found
    }

    /// - Throws: `PieceTooLarge`; the rows are locked all the same.
    private func rows(_ keys: ArraySlice<ArraySlice<UInt8>>) throws -> [[UInt8]] {
        let parameters = Parameters()
        for key in keys { bind(key, to: parameters) }
        let sql = """
            SELECT \(reader.selectList(table: "t"))
              FROM \(Connection.quoteIdentifier(table)) t
             WHERE \(key.condition.text(keys.count))
               FOR UPDATE
            """
        var rows: [[UInt8]] = []
        var byteCount = 0
        var row = RowEncoder()
        try connection.forEachRow(sql, parameters) { cursor in
            reader.read(cursor, from: 0, into: &row)
            byteCount += row.count
            if byteCount > Self.pieceBytes, !rows.isEmpty { throw PieceTooLarge(rowsThatFit: rows.count) }
            rows.append(row.bytes)
        }
        if byteCount < Self.pieceBytes / 2 { rowsPerPiece = min(2 * rowsPerPiece, RowInserter.rowsPerStatement) }
        return rows
    }

    /// Binds the values of one key.
    func bind(_ key: ArraySlice<UInt8>, to parameters: Parameters) {
        key.withUnsafeBytes { WireRow.bind($0, keyBindings, to: parameters) }
    }

    private func keyOf(_ row: [UInt8]) -> [UInt8] { row.withUnsafeBytes { WireRow.values(at: keyPositions, of: $0) } }

    /// How many rows with these keys there are, and their SHA-256 in the order of the keys.
    func witness(_ keys: [ArraySlice<UInt8>]) throws -> (rowCount: Int, digest: [UInt8]) {
        var rowCount = 0
        var hash = SHA256()
        try forEachPiece(keys) { _, rows in
            for case let row? in rows {
                row.withUnsafeBytes { hash.update(bufferPointer: $0) }
                rowCount += 1
            }
        }
        return (rowCount, Array(hash.finalize()))
    }
}

/// Rows are larger than what may be held of them.
private struct PieceTooLarge: Error {
    let rowsThatFit: Int
}
