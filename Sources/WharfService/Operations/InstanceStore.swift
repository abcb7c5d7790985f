internal import Glibc
import MariaDB

/// The processes that work on the database, in `wharf_instances`: what a process owns is its own as long as it is seen.
struct InstanceStore {
    /// An instance unseen for so long is dead, wherever it ran.
    private static let deadSeconds = 60

    let connection: Connection

    /// Notes that the instance is there now.
    func beat(_ instance: LoadIdentifier) throws {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        try connection.execute(
            """
            INSERT INTO `wharf_instances` (`id`, `host`, `pid`, `started_at`, `seen_at`)
            VALUES (?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
                ON DUPLICATE KEY UPDATE `seen_at` = VALUES(`seen_at`)
            """, [.text(instance.description), .text(host), .signed(Int64(getpid()))])
    }

    func remove(_ instance: LoadIdentifier) throws {
        try connection.execute("DELETE FROM `wharf_instances` WHERE `id` = ?", [.text(instance.description)])
    }

    /// All instances, the oldest first.
    func all() throws -> [InstanceRecord] {
        try connection.query(
            """
            SELECT `id`, `host`, `pid`, `started_at`, TIMESTAMPDIFF(SECOND, `seen_at`, UTC_TIMESTAMP(6)) AS `unseen`
              FROM `wharf_instances`
             ORDER BY `id`
            """
        ).map { row in
            InstanceRecord(
                id: row["id"].string ?? "", host: row["host"].string ?? "", pid: row["pid"].integer ?? 0,
                startedAt: Timestamp.iso(row["started_at"].string ?? ""), unseenSeconds: row["unseen"].integer ?? 0,
                isDead: (row["unseen"].integer ?? 0) > Self.deadSeconds)
        }
    }

    /// Instances that nobody has heard of for a minute.
    func dead() throws -> [LoadIdentifier] {
        try connection.query(
            "SELECT `id` FROM `wharf_instances` WHERE `seen_at` < UTC_TIMESTAMP(6) - INTERVAL ? SECOND",
            [.signed(Int64(Self.deadSeconds))]
        ).compactMap { $0[0].string.flatMap(LoadIdentifier.init) }
    }
}
