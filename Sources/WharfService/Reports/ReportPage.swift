import MariaDB

/// The rows of a report as an answer carries them, on disk once they are many.
final class ReportPage {
    /// How rows are written.
    enum Form {
        case json, csv
    }

    private let form: Form
    private let spool: SpoolFile
    private var isEmpty = true

    var byteCount: Int { spool.count }

    /// - Parameter spool: new, and of this page alone.
    init(_ form: Form, spool: SpoolFile) {
        self.form = form
        self.spool = spool
    }

    /// Forgets all rows.
    func begin() throws {
        spool.remove()
        isEmpty = true
    }

    func append(_ row: borrowing RowCursor, _ columns: [ReportColumn]) throws {
        var bytes: [UInt8] = []
        switch form {
        case .json: Self.appendObject(row, columns, isFirst: isEmpty, to: &bytes)
        case .csv: Self.appendRecord(row, columns, to: &bytes)
        }
        isEmpty = false
        try bytes.withUnsafeBytes { try spool.append($0) }
    }

    /// Gives what was appended, piece by piece.
    func write(_ put: ([UInt8]) throws -> Void) throws {
        let piece = 64 << 10
        for offset in stride(from: 0, to: spool.count, by: piece) {
            try put(spool.bytes(at: offset, length: min(piece, spool.count - offset)))
        }
    }

    /// An object on a line of its own.
    private static func appendObject(
        _ row: borrowing RowCursor, _ columns: [ReportColumn], isFirst: Bool, to bytes: inout [UInt8]
    ) {
        bytes += (isFirst ? "\n    { " : ",\n    { ").utf8
        var separator = ""
        for (index, column) in columns.enumerated() where column.isShown {
            bytes += "\(separator)\"\(column.name)\" : ".utf8
            separator = ", "
            guard !row.isNull(index) else {
                bytes += "null".utf8
                continue
            }
            let text = row.string(index) ?? ""
            bytes += (column.kind.isNumber ? text : JSONText.quoted(text)).utf8
        }
        bytes += " }".utf8
    }

    private static func appendRecord(
        _ row: borrowing RowCursor, _ columns: [ReportColumn], to bytes: inout [UInt8]
    ) {
        let fields = columns.enumerated().filter(\.element.isShown).map { index, column in
            let text = Array((row.string(index) ?? "").utf8)
            return column.kind.isNumber ? text : CSVText.shown(text)
        }
        bytes += CSVText.line(fields)
    }
}
