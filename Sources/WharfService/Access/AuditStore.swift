import MariaDB

/// `wharf_audit`, to which rows are only ever added.
struct AuditStore {
    let connection: Connection

    func insert(_ entry: AuditEntry) throws {
        try connection.execute(
            """
            INSERT INTO `wharf_audit`
                   (`id`, `at`, `request_id`, `who`, `address`, `act`, `target`, `status`, `problem`, `detail`, `occurrences`)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(LoadIdentifier().description), .text(Timestamp.sql(entry.at)),
                SQLValue(entry.requestID.map { String($0.prefix(128)) }), .text(String(entry.who.prefix(255))),
                SQLValue(entry.address.map { String($0.prefix(64)) }), .text(String(entry.act.prefix(255))),
                .text(String(entry.target.forMessage.prefix(255))), SQLValue(entry.refusal?.status),
                SQLValue(entry.refusal?.rawValue), .text(String(entry.detail.prefix(1024))),
                SQLValue(entry.occurrences),
            ])
    }
}
