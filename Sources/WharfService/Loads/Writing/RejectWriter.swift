import MariaDB

/// Writes the rejects of a load to `wharf_rejects`, within the load's transaction.
struct RejectWriter {
    private static let rowsPerStatement = 500
    private static let statementBytes = 256 << 10
    /// Of a record that is too large, this much is kept.
    static let contentBytes = CSVSource.recordBytes

    let connection: Connection
    let load: LoadIdentifier
    /// Where the records' original bytes are.
    let original: SpoolFile
    let columnNames: [String]

    func write(_ rejects: RejectSpool) throws {
        let parameters = Parameters()
        var rows = 0
        try rejects.withEachRecord { record in
            parameters.append(text: load.description)
            parameters.append(signed: Int64(record.position.ordinal))
            parameters.append(signed: Int64(record.position.line))
            parameters.append(signed: Int64(record.position.offset))
            let length = min(record.position.length, Self.contentBytes)
            let content = try original.bytes(at: record.position.offset, length: length)
            content.withUnsafeBytes { parameters.append(binary: $0) }
            parameters.append(text: json(record.reasons))
            rows += 1
            if rows == Self.rowsPerStatement || parameters.byteCount > Self.statementBytes {
                try flush(parameters, &rows)
            }
        }
        try flush(parameters, &rows)
    }

    private func flush(_ parameters: Parameters, _ rows: inout Int) throws {
        guard rows > 0 else { return }
        let values = repeatElement("(?, ?, ?, ?, ?, ?)", count: rows).joined(separator: ", ")
        try connection.execute(
            "INSERT INTO `wharf_rejects` (`load_id`, `record`, `line`, `byte_offset`, `content`, `reasons`) VALUES \(values)",
            parameters)
        parameters.removeAll()
        rows = 0
    }

    /// `[{"code": …, "field": …, "value": …}]`
    private func json(_ reasons: [RejectReason]) -> String {
        let parts = reasons.map { reason in
            var members = ["\"code\":\(JSONText.quoted(reason.code.rawValue))"]
            if let column = reason.column {
                members.append("\"field\":\(JSONText.quoted(columnNames[column]))")
                members.append("\"value\":\(JSONText.quoted(String(decoding: reason.value, as: UTF8.self)))")
            }
            return "{\(members.joined(separator: ","))}"
        }
        return "[\(parts.joined(separator: ","))]"
    }
}
