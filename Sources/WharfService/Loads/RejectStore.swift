internal import FoundationEssentials
import MariaDB

/// One reject as it is kept, and as answers show it.
struct StoredReject: Encodable {
    struct Reason: Codable {
        let code: String
        var field: String?
        var value: String?
        var message: String?
    }

    let record: Int
    let line: Int
    let offset: Int
    /// The record as it came; bytes that are not of the file's encoding are replaced by U+FFFD.
    let text: String
    let errors: [Reason]
    let content: [UInt8]
    /// Whether the load's rows are numbered, not found by lines.
    var isOfDocument = false

    private enum CodingKeys: String, CodingKey {
        case record, line, index, offset, text, errors
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(record, forKey: .record)
        if isOfDocument {
            try container.encode(record, forKey: .index)
        } else {
            try container.encode(line, forKey: .line)
        }
        try container.encode(offset, forKey: .offset)
        try container.encode(text, forKey: .text)
        try container.encode(errors, forKey: .errors)
    }
}

/// Rejects in `wharf_rejects`.
struct RejectStore {
    let connection: Connection

    /// The rejects after a record's number, at most `limit`.
    func page(_ load: LoadIdentifier, after: Int, limit: Int) throws -> [StoredReject] {
        try connection.query(
            """
            SELECT `record`, `line`, `byte_offset`, `content`, `reasons`
              FROM `wharf_rejects`
             WHERE `load_id` = ?
               AND `record` >= ?
             ORDER BY `record`
             LIMIT ?
            """, [.text(load.description), SQLValue(after + 1), SQLValue(limit)]
        ).map(Self.reject)
    }

    /// All rejects of a load, in pages, in the order of their records.
    func forEachPage(of receipt: Receipt, _ body: ([StoredReject]) throws -> Void) throws {
        var after = -1
        while true {
            var rejects = try page(receipt.id, after: after, limit: 500)
            guard let last = rejects.last else { return }
            for index in rejects.indices { rejects[index].isOfDocument = receipt.isOfDocument }
            try body(rejects)
            after = last.record
        }
    }

    private static func reject(_ row: Row) throws -> StoredReject {
        let content = row["content"].bytes ?? []
        let reasons = try JSONDecoder().decode(
            [StoredReject.Reason].self, from: Data((row["reasons"].string ?? "[]").utf8))
        return StoredReject(
            record: row["record"].integer ?? 0, line: row["line"].integer ?? 0,
            offset: row["byte_offset"].integer ?? 0, text: String(decoding: content, as: UTF8.self),
            errors: reasons.map { reason in
                var reason = reason
                reason.message = RejectCode(rawValue: reason.code)?.sentence
                return reason
            },
            content: content)
    }
}

extension StoredReject: Described {
    static let schemaName = "Reject"
    static var schema: JSONSchema {
        let reason = JSONSchema.object(
            ["code": .string], optional: ["field": .string, "value": .string, "message": .string])
        return .object(
            [
                "record": .count.described("Its number, from 0."), "offset": .count,
                "text": .string.described("The record as it came."), "errors": .list(of: reason),
            ], optional: ["line": .count.described("Of a file."), "index": .count.described("Of a document.")])
    }
}
