/// A load's state; each change of it is committed.
public enum LoadState: String, Sendable, Codable, CaseIterable {
    case receiving, checked, writing, done, failed, interrupted

    /// Whether nothing of the load can change any more.
    public var isFinal: Bool { self == .done || self == .failed || self == .interrupted }
}

/// How the rows of a load came, as `Receipt.source` says it.
enum LoadSource: String {
    case upload, bulk, command, undo
}

/// The record of one load. Its sum always closes: `read = inserted + updated + unchanged + rejected`.
///
/// While the load runs the counts are 0 and `progress` tells how far it is; of one that ended early, how far it came.
public struct Receipt: Sendable, Encodable {
    public var id: LoadIdentifier
    public var table: String
    public var state: LoadState
    public var source: String
    public var read = 0
    public var inserted = 0
    public var updated = 0
    public var unchanged = 0
    public var rejected = 0
    /// How often each rule was broken; a reject that broke two counts under both.
    public var rejectsByCode: [String: Int] = [:]
    public var rejectsByField: [String: Int] = [:]
    public var rejectsURL: String { "/loads/\(id)/rejects" }
    /// Rows that an undo took out of the table.
    public var deleted = 0
    /// Of an undo: the load that it took back.
    public var undoes: LoadIdentifier?
    /// The undo that took this load back.
    public var undoneBy: LoadIdentifier?
    /// Rows in the table when the write began and when it ended; `nil` while that is not known.
    public var rowsBefore: Int?
    public var rowsAfter: Int?
    public var file = File()
    /// How a CSV file was read; `nil` for any other source, and before it is known.
    public var dialect: DialectReport?
    /// How rows of JSON were read; `nil` for any other source, and before it is known.
    public var json: JSONReport?
    public var options: LoadOptions.Record
    public var by: String
    /// The request that it came with, as logs and answers have it.
    public var requestID = ""
    /// The request with a key that began it; of a load that was read from the database it is not known.
    var callID: LoadIdentifier?
    /// UTC, ISO 8601 with microseconds.
    public var startedAt: String
    public var finishedAt: String?
    /// Seconds by stage.
    public var seconds: [String: Double] = [:]
    public var warnings: [String] = []
    public var progress = Progress()
    public var problem: ProblemNote?

    /// Whether its rows are numbered rather than found by lines: they came in one document.
    var isOfDocument: Bool { source == LoadSource.bulk.rawValue }

    public struct File: Sendable, Codable {
        public var name: String?
        public var bytes = 0
        public var sha256: String?
    }

    /// How far a load is; `bytesExpected` is the size of the whole request body, where the client told it.
    /// `records` are those read, `written` the rows sent to the table.
    public struct Progress: Sendable, Hashable, Codable {
        public var bytes = 0
        public var bytesExpected: Int?
        public var records = 0
        public var written = 0

        private enum CodingKeys: String, CodingKey {
            case bytes, records, written
            case bytesExpected = "bytes_expected"
        }
    }

    /// Why a load failed or was interrupted.
    public struct ProblemNote: Sendable, Codable {
        public var type: String
        public var detail: String
    }

    /// Takes back all counts: nothing of the load counts.
    mutating func countNothing() {
        (read, inserted, updated, unchanged, rejected, deleted) = (0, 0, 0, 0, 0, 0)
        (rejectsByCode, rejectsByField) = ([:], [:])
        (rowsBefore, rowsAfter) = (nil, nil)
    }

    private enum CodingKeys: String, CodingKey {
        case id, table, state, source, read, inserted, updated, unchanged, rejected, file, dialect, json, options, by
        case seconds, warnings, progress, problem, deleted, undoes
        case undoneBy = "undone_by"
        case rejectsByCode = "rejects_by_code"
        case rejectsByField = "rejects_by_field"
        case rejectsURL = "rejects_url"
        case rowsBefore = "rows_before"
        case rowsAfter = "rows_after"
        case requestID = "request_id"
        case startedAt = "started_at"
        case finishedAt = "finished_at"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(table, forKey: .table)
        try container.encode(state, forKey: .state)
        try container.encode(source, forKey: .source)
        try container.encode(read, forKey: .read)
        try container.encode(inserted, forKey: .inserted)
        try container.encode(updated, forKey: .updated)
        try container.encode(unchanged, forKey: .unchanged)
        try container.encode(rejected, forKey: .rejected)
        try container.encode(rejectsByCode, forKey: .rejectsByCode)
        try container.encode(rejectsByField, forKey: .rejectsByField)
        try container.encode(rejectsURL, forKey: .rejectsURL)
        try container.encode(rowsBefore, forKey: .rowsBefore)
        try container.encode(rowsAfter, forKey: .rowsAfter)
        try container.encode(deleted, forKey: .deleted)
        try container.encode(undoes, forKey: .undoes)
        try container.encode(undoneBy, forKey: .undoneBy)
        try container.encode(file, forKey: .file)
        try container.encode(dialect, forKey: .dialect)
        try container.encode(json, forKey: .json)
        try container.encode(options, forKey: .options)
        try container.encode(by, forKey: .by)
        try container.encode(requestID, forKey: .requestID)
        try container.encode(startedAt, forKey: .startedAt)
        try container.encode(finishedAt, forKey: .finishedAt)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(warnings, forKey: .warnings)
        if state != .done { try container.encode(progress, forKey: .progress) }
        try container.encodeIfPresent(problem, forKey: .problem)
    }
}

extension Receipt: Described {
    static let schemaName = "Receipt"
    static var schema: JSONSchema {
        .object(
            identity.merging(counts) { $1 }.merging(course) { $1 }, optional: ["progress": progress, "problem": note]
        )
        .described("The record of one load: read = inserted + updated + unchanged + rejected.")
    }

    private static var identity: [String: JSONSchema] {
        [
            "id": LoadIdentifier.schema, "table": .string, "state": .choice(LoadState.allCases.map(\.rawValue)),
            "source": .string, "by": .string.described("Who asked."), "request_id": .string, "rejects_url": .string,
            "file": file, "dialect": DialectReport.schema.nullable,
            "json": JSONReport.schema.nullable, "options": LoadOptions.Record.schema,
            "undoes": LoadIdentifier.schema.described("Of an undo: the load that it took back.").nullable,
            "undone_by": LoadIdentifier.schema.described("The undo that took this load back.").nullable,
        ]
    }

    private static var counts: [String: JSONSchema] {
        let byCode = JSONSchema.map(of: .count).with(
            "propertyNames", ["enum": .strings(RejectCode.allCases.map(\.rawValue))])
        return [
            "read": .count, "inserted": .count, "updated": .count, "unchanged": .count, "rejected": .count,
            "rejects_by_code": byCode, "rejects_by_field": .map(of: .count), "rows_before": JSONSchema.count.nullable,
            "rows_after": JSONSchema.count.nullable,
            "deleted": JSONSchema.count.described(
                "Rows that an undo took out: rows_after = rows_before + inserted - deleted."),
        ]
    }

    private static var course: [String: JSONSchema] {
        [
            "started_at": .time, "finished_at": JSONSchema.time.nullable,
            "seconds": JSONSchema.map(of: .number).described("By stage."), "warnings": .list(of: .string),
        ]
    }

    private static var file: JSONSchema {
        .object(["bytes": .count], optional: ["name": .string, "sha256": .string.with("pattern", "^[0-9a-f]{64}$")])
    }

    private static var progress: JSONSchema {
        .object(["bytes": .count, "records": .count, "written": .count], optional: ["bytes_expected": .count])
    }

    private static var note: JSONSchema { .object(["type": .string, "detail": .string]) }
}
