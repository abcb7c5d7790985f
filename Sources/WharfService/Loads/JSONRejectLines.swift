import JSON

/// Rejects of a JSON load as newline-delimited JSON that can be corrected and uploaded: each row on one line.
///
/// Into objects the reasons are put as members, which upload leaves out by their `HeaderMatcher.reasonPrefix`; values
/// stand as they came. Arrays, and what cannot be read, stand there without reasons.
struct JSONRejectLines: RejectListing {
    /// Whether rows are numbered, not found by lines.
    let isOfDocument: Bool

    let contentType = "application/x-ndjson"
    let fileExtension = "ndjson"
    let header: [UInt8] = []

    func record(_ reject: StoredReject) -> [UInt8] {
        var line: [UInt8] = []
        let isRead = KeptRow.read(reject.content) { row in
            line = row.kind == .object ? object(row, reject) : Array(row.raw)
        }
        if !isRead { line = reject.content }
        // What could be read has line ends between tokens only.
        return line.map { $0 == 10 || $0 == 13 ? UInt8(ascii: " ") : $0 } + [10]
    }

    private func object(_ row: borrowing JSONRow, _ reject: StoredReject) -> [UInt8] {
        let place = isOfDocument ? ("index", reject.record) : ("line", reject.line)
        var members = [
            Self.member(place.0, String(place.1)), Self.member("codes", JSONText.quoted(reject.codes)),
            Self.member("reasons", JSONText.quoted(reject.sentences)),
        ]
        for index in 0..<row.count {
            let name = String(decoding: row[index].name, as: UTF8.self)
            if JSONNameMatcher.isIgnored(name) { continue }
            members.append(Array((JSONText.quoted(name) + ":").utf8) + row[index].raw)
        }
        return [UInt8(ascii: "{")] + members.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "}")]
    }

    private static func member(_ name: String, _ value: String) -> [UInt8] {
        Array("\"\(HeaderMatcher.reasonPrefix)\(name)\":\(value)".utf8)
    }
}

/// A row of JSON that was kept as it came.
enum KeptRow {
    /// Reads one row again.
    ///
    /// - Returns: false where the bytes are no row by themselves, such as those of a line that is no JSON.
    static func read(_ content: [UInt8], _ body: (borrowing JSONRow) -> Void) -> Bool {
        let parser = JSONLineParser(limits: JSONLineSource.limits)
        // A row that could be read has line ends between tokens only, where a blank means the same.
        let line = content.map { $0 == 10 ? UInt8(ascii: " ") : $0 }
        var isRead = false
        func take(_ row: borrowing JSONRow) {
            guard row.error == nil else { return }
            isRead = true
            body(row)
        }
        do {
            try line.withUnsafeBytes { try parser.feed($0) { take($0) } }
            try parser.finish { take($0) }
        } catch {
            return false
        }
        return isRead
    }
}
