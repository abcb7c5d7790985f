import MariaDB

/// Restores in `wharf_restores`.
struct RestoreStore {
    enum Purpose: String {
        case restore
        case dryRun = "dry_run"
        case drill
    }

    enum State: String {
        case running, done, failed, interrupted
    }

    enum Method: String, Codable {
        /// A new table took the old one's place.
        case swapped
        /// The rows that differed were exchanged in one transaction.
        case rewritten
        /// There was no such table.
        case created
    }

    let connection: Connection

    func begin(_ id: LoadIdentifier, _ manifest: BackupManifest, table: String, _ purpose: Purpose, _ by: RestoreAgent)
        throws
    {
        try connection.execute(
            """
            INSERT INTO `wharf_restores`
                   (`id`, `instance_id`, `table_name`, `backup_id`, `purpose`, `state`, `requested_by`, `request_id`,
                    `started_at`)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6))
            """,
            [
                .text(id.description), .text(by.instance.description), .text(table), .text(manifest.id.description),
                .text(purpose.rawValue), .text(State.running.rawValue), .text(by.name), .text(by.requestID),
            ])
    }

    func end(
        _ id: LoadIdentifier, _ state: State, method: Method? = nil, rows: Int? = nil, safety: LoadIdentifier? = nil
    ) throws {
        try connection.execute(
            """
            UPDATE `wharf_restores`
               SET `state` = ?, `method` = ?, `rows_restored` = ?, `safety_backup_id` = ?,
                   `finished_at` = UTC_TIMESTAMP(6)
             WHERE `id` = ?
               AND `state` = 'running'
            """,
            [
                .text(state.rawValue), SQLValue(method?.rawValue), SQLValue(rows), SQLValue(safety?.description),
                .text(id.description),
            ])
    }

    /// Whether a restore is under way, in a process that is there. `nil` where no restore has this identifier.
    func isRunning(_ id: LoadIdentifier) throws -> Bool? {
        try connection.query(
            """
            SELECT r.`state` = 'running' AND i.`id` IS NOT NULL
              FROM `wharf_restores` r
              LEFT JOIN `wharf_instances` i
                ON i.`id` = r.`instance_id`
             WHERE r.`id` = ?
            """, [.text(id.description)]
        ).first.map { $0[0].integer == 1 }
    }

    /// Ends the restores of an instance that died: each had replaced its table, or will never do so.
    func settle(restoresOf instance: LoadIdentifier) throws {
        let rows = try connection.query(
            "SELECT `id` FROM `wharf_restores` WHERE `instance_id` = ? AND `state` = 'running'",
            [.text(instance.description)])
        for id in rows.compactMap({ $0[0].string.flatMap(LoadIdentifier.init) }) {
            try settle(id, otherwise: .interrupted)
        }
    }

    /// Ends a restore by its traces, and removes them.
    ///
    /// - Parameter state: of one that was not swapped in; one that has ended keeps its own.
    func settle(_ id: LoadIdentifier, otherwise state: State, safety: LoadIdentifier? = nil) throws {
        let remains = TwinRemains(connection: connection)
        let wasSwapped = try remains.wasSwapped(id)
        try end(id, wasSwapped ? .done : state, method: wasSwapped ? .swapped : nil, safety: safety)
        try remains.drop(id)
    }

    /// Whether a restore is done, waiting for a transaction that may still be saying so.
    func isDone(_ id: LoadIdentifier) throws -> Bool {
        try connection.query(
            "SELECT `state` FROM `wharf_restores` WHERE `id` = ? LOCK IN SHARE MODE", [.text(id.description)]
        ).first?[0].string == State.done.rawValue
    }
}

/// For whom a restore is made.
struct RestoreAgent {
    let instance: LoadIdentifier
    let name: String
    let requestID: String
    /// Takes the ends that cannot be written now; a command's restores are ended by a service, as those of a dead instance.
    var unsettled = UnsettledRestores()
}
