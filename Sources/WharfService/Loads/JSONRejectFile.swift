import JSON

/// Rejects of a JSON load as a CSV file that can be corrected and uploaded.
///
/// CSV has no types: a number that was sent for a text goes in as that text. Strings are quoted, so that the text `NULL`
/// stays one; members that mean no column stand behind the columns.
struct JSONRejectFile: RejectListing {
    let json: JSONReport
    /// Whether rows are numbered, not found by lines.
    let isOfDocument: Bool

    let contentType = CSVText.contentType
    let fileExtension = "csv"

    private var names: [String] { json.columns.compactMap(\.self) }

    var header: [UInt8] {
        let reasons = [isOfDocument ? "index" : "line", "codes", "reasons"].map { HeaderMatcher.reasonPrefix + $0 }
        return CSVText.line((reasons + names).map { CSVText.field(Array($0.utf8)) })
    }

    func record(_ reject: StoredReject) -> [UInt8] {
        let place = isOfDocument ? reject.record : reject.line
        let explanation = [String(place), reject.codes, reject.sentences].map { CSVText.field(Array($0.utf8)) }
        return CSVText.line(explanation + fields(of: reject.content))
    }

    /// The row's fields; one that is no row stands whole in the first.
    private func fields(of content: [UInt8]) -> [[UInt8]] {
        var fields: [[UInt8]] = []
        return KeptRow.read(content) { fields = values($0) } ? fields : [CSVText.quoted(content)]
    }

    private func values(_ row: borrowing JSONRow) -> [[UInt8]] {
        switch row.kind {
        case .object: return members(row)
        case .array where row.count == json.columns.count && json.rows == .arrays:
            return json.columns.indices.filter { json.columns[$0] != nil }.map { Self.value(row[$0]) }
        case .array: return (0..<row.count).map { Self.value(row[$0]) }
        default: return [CSVText.quoted(Array(row.raw))]
        }
    }

    private func members(_ row: borrowing JSONRow) -> [[UInt8]] {
        let names = names
        var fields = [[UInt8]](repeating: [], count: names.count)
        var others: [[UInt8]] = []
        for index in 0..<row.count {
            let name = String(decoding: row[index].name, as: UTF8.self)
            if let position = JSONNameMatcher.position(of: name, in: names) {
                fields[position] = Self.value(row[index])
            } else if !JSONNameMatcher.isIgnored(name) {
                others.append(Self.value(row[index]))
            }
        }
        return fields + others
    }

    private static func value(_ field: JSONField) -> [UInt8] {
        switch field.kind {
        case .null: return []
        case .string, .object, .array: return CSVText.quoted(Array(field.bytes))
        case .number:
            var plain: [UInt8] = []
            return PlainNumber.write(field.bytes, into: &plain) ? plain : Array(field.bytes)
        case .true, .false: return Array(field.bytes)
        }
    }
}
