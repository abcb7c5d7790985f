import MariaDB

/// Reads rows of a table in the load's columns and brings them into wire form, so that they compare byte by byte.
struct ExistingRowReader {
    /// What a row in wire form is good for.
    enum Reading {
        /// To be compared with rows of files.
        case asInFiles
        /// To be written back as it is.
        case asStored
    }

    let columns: [Column]
    private let forms: [Form]

    /// How a value of the server's becomes that of a file.
    private enum Form {
        case integer
        /// The server's text is the wire form.
        case exact
        /// As the column's rule brings the server's text into wire form.
        case judged(ValueRule)
    }

    init(columns: [Column], _ reading: Reading = .asInFiles) {
        self.columns = columns
        forms = columns.map { column in
            switch column.type {
            case .integer where reading == .asStored || !Self.isBit(column): .integer
            case .text, .binary, .date, .datetime, .timestamp: .exact
            case _ where reading == .asStored: .exact
            default: .judged(ValueRule(type: column.type, isNullable: true, characterSet: column.characterSet))
            }
        }
    }

    /// What to select for the columns, so that the answer has each value's exact text.
    func selectList(table alias: String) -> String {
        columns.map { column in
            let name = "\(alias).\(Connection.quoteIdentifier(column.name))"
            return switch column.type {
            case .date, .time, .datetime, .timestamp: "CAST(\(name) AS CHAR)"
            case .float: "CAST(\(name) AS DOUBLE)"
            case .integer where Self.isBit(column): "\(name) + 0"
            default: name
            }
        }.joined(separator: ", ")
    }

    private static func isBit(_ column: Column) -> Bool { column.sqlType.lowercased().hasPrefix("bit") }

    /// The wire form of the columns that `selectList` asked for.
    ///
    /// A value that no file could hold differs from every file's.
    /// - Parameter first: the position of the first of them in the row.
    func read(_ row: borrowing RowCursor, from first: Int, into encoder: inout RowEncoder) {
        encoder.removeAll()
        var notes = ValueNotes()
        for (index, form) in forms.enumerated() {
            let place = first + index
            switch form {
            case .integer:
                if let number = row.int(place) {
                    encoder.append(signed: number)
                } else if let number = row.uint(place) {
                    encoder.append(unsigned: number)
                } else {
                    encoder.appendNull()
                }
            case .exact:
                row.withText(place) { bytes in
                    if let bytes { encoder.append(bytes: bytes) } else { encoder.appendNull() }
                }
            case .judged(let rule):
                row.withText(place) { bytes in
                    guard let bytes else { return encoder.appendNull() }
                    if bytes.isEmpty { return encoder.append(bytes: bytes) }
                    _ = rule.check(bytes, isQuoted: true, into: &encoder, notes: &notes)
                }
            }
        }
    }
}
