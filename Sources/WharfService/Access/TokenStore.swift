import MariaDB

/// Tokens in `wharf_tokens`.
struct TokenStore {
    let connection: Connection

    func insert(_ token: Token, id: LoadIdentifier, name: String, scopes: ScopeSet, expiresAt: String?) throws {
        try connection.execute(
            """
            INSERT INTO `wharf_tokens` (`id`, `name`, `digest`, `scopes`, `created_at`, `expires_at`)
            VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6), ?)
            """,
            [
                .text(id.description), .text(name), .bytes(token.digest), .text(scopes.description),
                SQLValue(expiresAt.map(Timestamp.sql)),
            ])
    }

    /// The record of a token, in force or not.
    func find(_ token: Token) throws -> TokenRecord? {
        let rows = try connection.query(
            "SELECT \(Self.columns), `digest` FROM `wharf_tokens` WHERE `digest` = ?", [.bytes(token.digest)])
        // The index has compared already, and its time may tell how much of a digest was met. That leads nowhere: whoever
        // knows a digest has no token. The decision itself is made in constant time.
        guard let row = rows.first, token.matches(row["digest"].bytes ?? []) else { return nil }
        return try Self.record(row)
    }

    /// All tokens, in the order in which they were made.
    func all() throws -> [TokenRecord] {
        try connection.query("SELECT \(Self.columns) FROM `wharf_tokens` ORDER BY `id`").map(Self.record)
    }

    /// - Returns: false where the token was revoked before.
    func revoke(_ id: LoadIdentifier) throws -> Bool {
        try connection.execute(
            "UPDATE `wharf_tokens` SET `revoked_at` = UTC_TIMESTAMP(6) WHERE `id` = ? AND `revoked_at` IS NULL",
            [.text(id.description)]) == 1
    }

    /// Notes that a token was used, at most once a minute.
    func noteUse(of id: LoadIdentifier) throws {
        try connection.execute(
            """
            UPDATE `wharf_tokens`
               SET `last_used_at` = UTC_TIMESTAMP(6)
             WHERE `id` = ?
               AND (`last_used_at` IS NULL OR `last_used_at` < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND)
            """, [.text(id.description)])
    }

    private static let columns = """
        `id`, `name`, `scopes`, `created_at`, `expires_at`, `revoked_at`, `last_used_at`,
        COALESCE(`expires_at` <= UTC_TIMESTAMP(6), FALSE) AS `is_expired`
        """

    private static func record(_ row: Row) throws -> TokenRecord {
        guard let id = row["id"].string.flatMap(LoadIdentifier.init) else {
            preconditionFailure("wharf_tokens holds a row that this version did not write")
        }
        func time(_ name: String) -> String? { row[name].string.map(Timestamp.iso) }
        return TokenRecord(
            id: id, name: row["name"].string ?? "", scopes: try ScopeSet(row["scopes"].string ?? ""),
            createdAt: time("created_at") ?? "", expiresAt: time("expires_at"), revokedAt: time("revoked_at"),
            lastUsedAt: time("last_used_at"), isExpired: row["is_expired"].integer != 0)
    }
}
