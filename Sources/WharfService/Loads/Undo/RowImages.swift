internal import Crypto
import MariaDB

/// Reads whole rows of a table by their keys, in wire form, and locks them until the transaction ends.
struct RowImages {
    let connection: Connection
    let table: String
    let columns: [Column]
    /// The positions of the primary key's columns.
    let keyPositions: [Int]
    private let keyBindings: [ColumnBinding]
    private let reader: ExistingRowReader

    init(connection: Connection, table: String, columns: [Column], key: [String], form: ExistingRowReader.Reading) {
        self.connection = connection
        self.table = table
        self.columns = columns
        keyPositions = key.compactMap { name in columns.firstIndex { $0.name == name } }
        keyBindings = keyPositions.map { ColumnBinding(columns[$0]) }
        reader = ExistingRowReader(columns: columns, form)
    }

    var key: LoadKey { LoadKey(columns: columns, positions: keyPositions) }

    /// - Parameter keys: each the values of one row's key, in wire form.
    /// - Returns: the rows in the order of the keys; `nil` for one that is not there.
    func read(_ keys: [ArraySlice<UInt8>]) throws -> [[UInt8]?] {
        var byKey: [ArraySlice<UInt8>: [UInt8]] = [:]
        for row in try rows(keys) { byKey[keyOf(row)[...]] = row }
        var found = keys.map { byKey[$0] }
        guard byKey.count > found.count(where: { $0 != nil }) else { return found }
        // The table spells some keys otherwise, and takes them for the same: each of those is asked for alone.
        for index in found.indices where found[index] == nil { found[index] = try rows([keys[index]]).first }
        return found
    }

    private func rows(_ keys: [ArraySlice<UInt8>]) throws -> [[UInt8]] {
        guard !keys.isEmpty else { return [] }
        let parameters = Parameters()
        for key in keys { bind(key, to: parameters) }
        let sql = """
            SELECT \(reader.selectList(table: "t"))
              FROM \(Connection.quoteIdentifier(table)) t
             WHERE \(key.condition.text(keys.count))
               FOR UPDATE
            """
        var rows: [[UInt8]] = []
        var row = RowEncoder()
        try connection.forEachRow(sql, parameters) { cursor in
            reader.read(cursor, from: 0, into: &row)
            rows.append(row.bytes)
        }
        return rows
    }

    /// Binds the values of one key.
    func bind(_ key: ArraySlice<UInt8>, to parameters: Parameters) {
        key.withUnsafeBytes { WireRow.bind($0, keyBindings, to: parameters) }
    }

    private func keyOf(_ row: [UInt8]) -> [UInt8] { row.withUnsafeBytes { WireRow.values(at: keyPositions, of: $0) } }

    /// The digest of rows of which none is missing.
    static func digest(_ rows: [[UInt8]]) -> [UInt8] {
        var digest = SHA256()
        for row in rows { row.withUnsafeBytes { digest.update(bufferPointer: $0) } }
        return Array(digest.finalize())
    }
}
