import MariaDB

/// Reads rows of a table in the load's columns and brings them into wire form, so that they compare byte by byte.
struct ExistingRowReader {
    let columns: [Column]
    private let rules: [ValueRule]

    init(columns: [Column]) {
        self.columns = columns
        rules = columns.map { ValueRule(type: $0.type, isNullable: true, characterSet: $0.characterSet) }
    }

    /// What to select for the columns, so that the answer has each value's exact text.
    func selectList(table alias: String) -> String {
        columns.map { column in
            let name = "\(alias).\(Connection.quoteIdentifier(column.name))"
            return switch column.type {
            case .date, .time, .datetime, .timestamp: "CAST(\(name) AS CHAR)"
            case .float: "CAST(\(name) AS DOUBLE)"
            case .integer where column.sqlType.lowercased().hasPrefix("bit"): "\(name) + 0"
            default: name
            }
        }.joined(separator: ", ")
    }

    /// The wire form of the columns that `selectList` asked for.
    ///
    /// A value that no file could hold, such as a zero date, becomes null and so differs from every file's.
    /// - Parameter first: the position of the first of them in the row.
    func read(_ row: borrowing RowCursor, from first: Int, into encoder: inout RowEncoder) {
        encoder.removeAll()
        var notes = ValueNotes()
        for index in columns.indices {
            row.withText(first + index) { bytes in
                guard let bytes else { return encoder.appendNull() }
                if bytes.isEmpty || columns[index].type.isBinary {
                    encoder.append(bytes: bytes)
                } else {
                    _ = rules[index].check(bytes, isQuoted: true, into: &encoder, notes: &notes)
                }
            }
        }
    }
}
