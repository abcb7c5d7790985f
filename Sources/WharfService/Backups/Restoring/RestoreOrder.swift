/// What a caller wants restored.
struct RestoreOrder {
    /// As the caller calls it; `nil` for all tables of a set.
    let table: String?
    /// The newest good one, or the newest complete set, unless given.
    var backup: LoadIdentifier?
    /// The table that is made instead.
    var other: String?
    /// Nothing is changed.
    var isDry = false
    /// Whether what is replaced is backed up before.
    var takesSafety = true
}

/// What became of one table.
struct RestoredTable: Encodable {
    let id: LoadIdentifier
    let table: String
    let backup: LoadIdentifier
    let snapshotAt: String
    /// What was done, or would be.
    let method: RestoreStore.Method
    /// Rows of the table afterwards.
    let rows: Int
    /// Of a dry run, and of rows that were exchanged; a changed row counts as removed and added in the latter.
    var added: Int?
    var removed: Int?
    var changed: Int?
    /// Foreign keys that would break, of a dry run.
    var broken: [ForeignKeyProof.Broken] = []
    var safety: LoadIdentifier?
    let notes: [String]

    private enum CodingKeys: String, CodingKey {
        case id, table, backup, method, rows, added, removed, changed, safety, notes
        case snapshotAt = "snapshot_at"
        case broken = "foreign_keys"
    }
}

/// What `POST /restore` answers.
struct RestoreAnswer: Encodable {
    let status = "SUCCESS"
    let isDry: Bool
    let restores: [RestoredTable]
    let seconds: Double

    private enum CodingKeys: String, CodingKey {
        case status, restores, seconds
        case isDry = "dry_run"
    }
}

extension ForeignKeyProof.Broken {
    static let schema = JSONSchema.object([
        "constraint": .string, "child": .string, "parent": .string,
        "rows": .count.described("Rows without their parent."),
        "first": .list(of: .string).described("The key of the first of them."),
    ])
}

extension RestoreAnswer: Described {
    static let schemaName = "RestoreAnswer"
    static var schema: JSONSchema {
        let table = JSONSchema.object(
            [
                "id": LoadIdentifier.schema, "table": .string, "backup": LoadIdentifier.schema, "snapshot_at": .time,
                "method": .choice(["swapped", "rewritten", "created"]), "rows": .count, "notes": .list(of: .string),
                "foreign_keys": .list(of: ForeignKeyProof.Broken.schema).described(
                    "Those that would break, of a dry run."),
            ],
            optional: [
                "added": .count, "removed": .count, "changed": .count,
                "safety": LoadIdentifier.schema.described("The backup of what was replaced."),
            ])
        return .object([
            "status": .constant("SUCCESS"), "dry_run": .boolean, "restores": .list(of: table), "seconds": .number,
        ])
    }
}
