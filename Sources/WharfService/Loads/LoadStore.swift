internal import FoundationEssentials
import MariaDB

/// Receipts in `wharf_loads`.
struct LoadStore {
    let connection: Connection

    /// Writes the row of a load that begins, or of a small one that has ended.
    func insert(_ receipt: Receipt, instance: LoadIdentifier) throws {
        try connection.execute(
            """
            INSERT INTO `wharf_loads`
                   (`id`, `instance_id`, `request_id`, `table_name`, `source`, `requested_by`, `started_at`,
                    `bytes_expected`, `file_name`, `state`, `finished_at`, `bytes_received`, `records_seen`,
                    `rows_written`, `records_read`, `inserted`, `updated`, `unchanged`, `rejected`, `rows_before`,
                    `rows_after`, `deleted`, `file_bytes`, `file_sha256`, `details`)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(receipt.id.description), .text(instance.description), .text(receipt.requestID),
                .text(receipt.table), .text(receipt.source), .text(receipt.by),
                .text(Timestamp.sql(receipt.startedAt)), SQLValue(receipt.progress.bytesExpected),
                SQLValue(receipt.file.name),
            ] + Self.changingValues(receipt))
        guard let call = receipt.callID else { return }
        try connection.execute(
            "INSERT INTO `wharf_call_loads` (`load_id`, `call_id`) VALUES (?, ?)",
            [.text(receipt.id.description), .text(call.description)])
    }

    /// Writes everything that the receipt says now.
    ///
    /// - Throws: `LoadTakenAway` where the load's row is final already, or gone.
    func update(_ receipt: Receipt) throws {
        let changed = try connection.execute(
            """
            UPDATE `wharf_loads`
               SET `state` = ?, `finished_at` = ?, `bytes_received` = ?, `records_seen` = ?, `rows_written` = ?,
                   `records_read` = ?, `inserted` = ?, `updated` = ?, `unchanged` = ?, `rejected` = ?,
                   `rows_before` = ?, `rows_after` = ?, `deleted` = ?, `file_bytes` = ?, `file_sha256` = ?, `details` = ?
             WHERE `id` = ?
               AND `state` IN ('receiving', 'checked', 'writing')
            """, Self.changingValues(receipt) + [.text(receipt.id.description)])
        if changed == 0 { throw LoadTakenAway() }
    }

    /// What changes while a load runs, in the order of both statements.
    private static func changingValues(_ receipt: Receipt) throws -> [SQLValue] {
        [
            .text(receipt.state.rawValue), SQLValue(receipt.finishedAt.map(Timestamp.sql)),
            SQLValue(receipt.progress.bytes), SQLValue(receipt.progress.records), SQLValue(receipt.progress.written),
            SQLValue(receipt.read), SQLValue(receipt.inserted), SQLValue(receipt.updated), SQLValue(receipt.unchanged),
            SQLValue(receipt.rejected), SQLValue(receipt.rowsBefore), SQLValue(receipt.rowsAfter),
            SQLValue(receipt.deleted), SQLValue(receipt.file.bytes), SQLValue(receipt.file.sha256),
            .text(try details(of: receipt)),
        ]
    }

    /// Notes how far a running load is; does nothing to one that is final.
    func updateProgress(_ id: LoadIdentifier, _ progress: Receipt.Progress) throws {
        try connection.execute(
            """
            UPDATE `wharf_loads`
               SET `bytes_received` = ?, `records_seen` = ?, `rows_written` = ?
             WHERE `id` = ?
               AND `state` IN ('receiving', 'checked', 'writing')
            """,
            [
                SQLValue(progress.bytes), SQLValue(progress.records), SQLValue(progress.written), .text(id.description),
            ])
    }

    /// Ends a load from outside: whoever works on it finds its row final when it writes to it, and keeps nothing.
    ///
    /// One that has announced its counts is about to be swapped in by its twin, and too far for that.
    /// - Returns: false where the load has ended, or is too far.
    func cancel(_ receipt: Receipt, by name: String) throws -> Bool {
        var cancelled = receipt
        cancelled.state = .interrupted
        cancelled.finishedAt = Timestamp.now()
        cancelled.countNothing()
        cancelled.problem = .init(type: ProblemType.cancelled.rawValue, detail: "The load was cancelled by \(name).")
        return try connection.execute(
            """
            UPDATE `wharf_loads`
               SET `state` = 'interrupted', `finished_at` = ?, `details` = ?
             WHERE `id` = ?
               AND `state` IN ('receiving', 'checked', 'writing')
               AND `records_read` = 0
            """,
            [
                SQLValue(cancelled.finishedAt.map(Timestamp.sql)), .text(try Self.details(of: cancelled)),
                .text(receipt.id.description),
            ]) > 0
    }

    /// Closes the loads that an instance left behind: as done where their twins were swapped in, else as interrupted. Those
    /// that were promised wait for their machine.
    func interrupt(loadsOf instance: LoadIdentifier, why: String) throws {
        let rows = try connection.query(
            """
            SELECT \(Self.columns)
              FROM `wharf_loads`
             WHERE `instance_id` = ?
               AND `state` IN ('receiving', 'checked', 'writing')
               AND `id` NOT IN (SELECT `load_id` FROM `wharf_promises`)
            """, [.text(instance.description)])
        for row in rows {
            var receipt = try Self.receipt(row)
            receipt.state = .interrupted
            receipt.finishedAt = Timestamp.now()
            receipt.problem = .init(type: "interrupted", detail: why)
            receipt.countNothing()
            do { try end(receipt, instance: instance) } catch is LoadTakenAway { continue }
        }
    }

    /// Ends a load whose end could not be written when it came. What its twin says counts more than what was thought of it.
    ///
    /// - Parameters:
    ///   - receipt: in the final state that it has unless its twin was swapped in.
    ///   - instance: whose load it is.
    func end(_ receipt: Receipt, instance: LoadIdentifier) throws {
        let remains = TwinRemains(connection: connection)
        guard var stored = try find(receipt.id) else { return try insert(receipt, instance: instance) }
        guard stored.state == .writing, try remains.wasSwapped(receipt.id) else {
            return try connection.transaction { connection in
                try deleteRecords(of: receipt.id)
                try update(receipt)
            }
        }
        stored.state = .done
        stored.finishedAt = Timestamp.now()
        try update(stored)
        try remains.retire(stored.id, of: stored.table)
    }

    /// Takes out what was kept of a load beside its receipt.
    func deleteRecords(of id: LoadIdentifier) throws {
        try connection.execute("DELETE FROM `wharf_rejects` WHERE `load_id` = ?", [.text(id.description)])
        try UndoStore(connection: connection).delete(of: id)
    }

    func find(_ id: LoadIdentifier) throws -> Receipt? {
        try connection.query(
            "SELECT \(Self.columns) FROM `wharf_loads` WHERE `id` = ?", [.text(id.description)]
        ).first.map(Self.receipt)
    }

    /// The receipt that a caller means.
    ///
    /// - Throws: `Problem` of type `unknownLoad`.
    func receipt(_ spoken: String) throws -> Receipt {
        guard let id = LoadIdentifier(spoken), let receipt = try find(id) else {
            throw Problem(.unknownLoad, "There is no load '\(spoken.forMessage)'.")
        }
        return receipt
    }

    /// The last load that brought a file of this digest into the table, or found all of it there.
    func earlierLoad(of digest: String, into table: String) throws -> Receipt? {
        try connection.query(
            """
            SELECT \(Self.columns)
              FROM `wharf_loads`
             WHERE `file_sha256` = ?
               AND `table_name` = ?
               AND `state` = 'done'
               AND `undone_by` IS NULL
               AND NOT `dry_run`
               AND `inserted` + `updated` + `unchanged` > 0
             ORDER BY `id` DESC
             LIMIT 1
            """, [.text(digest), .text(table)]
        ).first.map(Self.receipt)
    }

    /// Notes that a load was taken back.
    func markUndone(_ id: LoadIdentifier, by undo: LoadIdentifier) throws {
        try connection.execute(
            "UPDATE `wharf_loads` SET `undone_by` = ? WHERE `id` = ?",
            [.text(undo.description), .text(id.description)])
    }

    /// Which load took this one back; its row is locked until the transaction ends.
    func lockUndoneBy(_ id: LoadIdentifier) throws -> LoadIdentifier? {
        try connection.query(
            "SELECT `undone_by` FROM `wharf_loads` WHERE `id` = ? FOR UPDATE", [.text(id.description)]
        ).first?[0].string.flatMap(LoadIdentifier.init)
    }

    /// The first five loads after one that changed or deleted rows of the table.
    func changes(of table: String, after id: LoadIdentifier) throws -> [LoadIdentifier] {
        try connection.query(
            """
            SELECT `id`
              FROM `wharf_loads`
             WHERE `table_name` = ?
               AND `id` > ?
               AND `state` = 'done'
               AND `undone_by` IS NULL
               AND `updated` + `deleted` > 0
               AND NOT `dry_run`
             ORDER BY `id`
             LIMIT 5
            """, [.text(table), .text(id.description)]
        ).compactMap { $0[0].string.flatMap(LoadIdentifier.init) }
    }

    /// The state, waiting for a transaction that may still be changing it.
    func settledState(_ id: LoadIdentifier) throws -> LoadState? {
        try connection.query(
            "SELECT `state` FROM `wharf_loads` WHERE `id` = ? LOCK IN SHARE MODE", [.text(id.description)]
        ).first?[0].string.flatMap(LoadState.init)
    }

    /// One page, newest first.
    ///
    /// - Parameter before: the last identifier of the page before.
    func page(limit: Int, before: LoadIdentifier?, table: String?, state: LoadState?) throws -> [Receipt] {
        var conditions: [String] = []
        var values: [SQLValue] = []
        if let before { (conditions, values) = (conditions + ["`id` < ?"], values + [.text(before.description)]) }
        if let table { (conditions, values) = (conditions + ["`table_name` = ?"], values + [.text(table)]) }
        if let state { (conditions, values) = (conditions + ["`state` = ?"], values + [.text(state.rawValue)]) }
        let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        return try connection.query(
            "SELECT \(Self.columns) FROM `wharf_loads` \(filter) ORDER BY `id` DESC LIMIT ?",
            values + [SQLValue(limit)]
        ).map(Self.receipt)
    }

    /// When the last load into each table was done that was no dry run, in seconds since 1970.
    func lastSuccesses() throws -> [(table: String, seconds: Double)] {
        try connection.query(
            """
            SELECT `table_name`, CAST(UNIX_TIMESTAMP(MAX(`finished_at`)) AS DOUBLE) AS `seconds`
              FROM `wharf_loads`
             WHERE `state` = 'done'
               AND `source` <> 'undo'
               AND NOT `dry_run`
             GROUP BY `table_name`
            """
        ).compactMap { row in
            guard let table = row[0].string, let seconds = row[1].double else { return nil }
            return (table, seconds)
        }
    }

    private static let columns = """
        `id`, `table_name`, `state`, `source`, `requested_by`, `request_id`, `started_at`, `finished_at`, `bytes_received`,
        `bytes_expected`, `records_seen`, `rows_written`, `records_read`, `inserted`, `updated`, `unchanged`, `rejected`,
        `rows_before`, `rows_after`, `deleted`, `undone_by`, `file_name`, `file_bytes`, `file_sha256`, `details`
        """

    private static func details(of receipt: Receipt) throws -> String {
        let details = LoadDetails(
            rejectsByCode: receipt.rejectsByCode, rejectsByField: receipt.rejectsByField, dialect: receipt.dialect,
            json: receipt.json, options: receipt.options, seconds: receipt.seconds, warnings: receipt.warnings,
            problem: receipt.problem, undoes: receipt.undoes)
        return String(decoding: try JSONEncoder().encode(details), as: UTF8.self)
    }

    private static func receipt(_ row: Row) throws -> Receipt {
        let details = try JSONDecoder().decode(LoadDetails.self, from: Data((row["details"].string ?? "").utf8))
        func number(_ name: String) -> Int { row[name].integer ?? 0 }
        guard let id = row["id"].string.flatMap(LoadIdentifier.init),
            let state = row["state"].string.flatMap(LoadState.init)
        else { preconditionFailure("wharf_loads holds a row that this version did not write") }
        var receipt = Receipt(
            id: id, table: row["table_name"].string ?? "", state: state, source: row["source"].string ?? "",
            options: details.options, by: row["requested_by"].string ?? "",
            requestID: row["request_id"].string ?? "", startedAt: Timestamp.iso(row["started_at"].string ?? ""))
        receipt.read = number("records_read")
        receipt.inserted = number("inserted")
        receipt.updated = number("updated")
        receipt.unchanged = number("unchanged")
        receipt.rejected = number("rejected")
        receipt.rejectsByCode = details.rejectsByCode
        receipt.rejectsByField = details.rejectsByField
        receipt.rowsBefore = row["rows_before"].integer
        receipt.rowsAfter = row["rows_after"].integer
        receipt.deleted = number("deleted")
        receipt.undoneBy = row["undone_by"].string.flatMap(LoadIdentifier.init)
        receipt.undoes = details.undoes
        receipt.file = .init(
            name: row["file_name"].string, bytes: number("file_bytes"), sha256: row["file_sha256"].string)
        receipt.dialect = details.dialect
        receipt.json = details.json
        receipt.finishedAt = row["finished_at"].string.map(Timestamp.iso)
        receipt.seconds = details.seconds
        receipt.warnings = details.warnings
        receipt.problem = details.problem
        receipt.progress = .init(
            bytes: number("bytes_received"), bytesExpected: row["bytes_expected"].integer,
            records: number("records_seen"), written: number("rows_written"))
        return receipt
    }
}
