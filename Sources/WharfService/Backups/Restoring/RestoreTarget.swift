import MariaDB

/// One table of a restore: the backup's rows beside it, and how they will become its own.
struct RestoreTarget {
    let scratch: ScratchTable
    /// The table that is there; `nil` where one is made.
    let existing: Table?
    var safety: LoadIdentifier?

    var name: String { scratch.twin.table }
    var manifest: BackupManifest { scratch.manifest }

    /// What a caller is told of it.
    func restored(_ method: RestoreStore.Method) -> RestoredTable {
        RestoredTable(
            id: scratch.id, table: name, backup: manifest.id, snapshotAt: manifest.snapshotAt, method: method,
            rows: manifest.rows, safety: safety, notes: scratch.columns.notes)
    }

    /// The table that a backup may be restored into, under the name that is asked for.
    ///
    /// - Throws: `Problem` where it is one that a restore would harm.
    static func existing(_ name: String, isOther: Bool, _ connection: Connection) throws -> Table? {
        guard !name.isEmpty, name.count <= 64, !name.lowercased().hasPrefix("wharf_"), !name.utf8.contains(0),
            !name.hasSuffix(" ")
        else { throw Problem(.badDocument, "Member 'as' takes the name of a table, and none of Wharf's own.") }
        guard let table = try DictionaryReader(connection: connection).table(named: name) else { return nil }
        if isOther {
            throw Problem(.tableExists, "There is a table \(name) already; nothing was changed.")
        }
        if let obstacle = table.obstacle {
            throw Problem(.tableDiffers, "Table \(name) cannot be restored: \(obstacle). Nothing was changed.")
        }
        guard try !hasTriggers(name, connection) else {
            throw Problem(
                .tableDiffers,
                "Table \(name) has triggers, which a restore would run or lose. Drop them before. Nothing was changed.")
        }
        if try TableDefinition(of: name, connection: connection).isVersioned {
            throw Problem(
                .tableDiffers, "Table \(name) keeps a history, which a restore would lose. Nothing was changed.")
        }
        return table
    }

    private static func hasTriggers(_ table: String, _ connection: Connection) throws -> Bool {
        try !connection.query(
            """
            SELECT 1
              FROM information_schema.TRIGGERS
             WHERE EVENT_OBJECT_SCHEMA = DATABASE()
               AND EVENT_OBJECT_TABLE = ?
             LIMIT 1
            """, [.text(table)]
        ).isEmpty
    }

    /// Whether a new table can take its place: nobody refers to it, and a lock holds everywhere.
    func canBeSwapped(_ connection: Connection) throws -> Bool {
        guard let existing else { return false }
        return try existing.referencedBy.allSatisfy { $0 == existing.name } && scratch.twin.hasNamesToSpare
            && !TwinBuilder.isReferencedElsewhere(existing.name, connection) && !connection.isInCluster
    }
}
