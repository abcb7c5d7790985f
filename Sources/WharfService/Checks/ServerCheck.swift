import MariaDB

/// Whether the server is set up for loads. The session's own settings, such as `sql_mode`, are Wharf's, whatever the
/// server's are.
struct ServerCheck {
    let connection: Connection
    let settings: ServiceSettings

    private static let wantedPacketBytes = 16 << 20
    /// Beside the workers': heartbeat, promises, bucket, and what a large load opens more.
    private static let otherConnections = 8
    private static let leastIdleSeconds = 60

    func items() -> [CheckItem] {
        do {
            var values: [String: String] = [:]
            for row in try connection.query(
                """
                SHOW GLOBAL VARIABLES
                WHERE Variable_name IN ('max_allowed_packet', 'max_connections', 'read_only', 'wait_timeout',
                                        'innodb_flush_log_at_trx_commit')
                """)
            { values[row[0].string?.lowercased() ?? ""] = row[1].string ?? "" }
            return judged(values)
        } catch {
            return [.failed("server", "\(error)", "the server's variables must be readable")]
        }
    }

    func judged(_ values: [String: String]) -> [CheckItem] {
        func number(_ name: String) -> Int { values[name].flatMap { Int($0) } ?? 0 }
        var items: [CheckItem] = []
        let packet = number("max_allowed_packet")
        if packet < Self.wantedPacketBytes {
            items.append(
                .warning(
                    "server", "max_allowed_packet is \(packet)",
                    "set it to 16M or more: a long value, or an answer that is kept for an Idempotency-Key, would be refused"
                ))
        }
        let wanted = settings.workers + Self.otherConnections
        if number("max_connections") < wanted {
            items.append(
                .failed(
                    "server", "max_connections is \(number("max_connections"))",
                    "set it to \(wanted) or more for each instance, or lower WHARF_WORKERS"))
        }
        if ["ON", "1"].contains(values["read_only"]?.uppercased()) {
            items.append(
                .failed("server", "it is read-only", "connect to the primary, not to a replica (DB_HOST)"))
        }
        if number("wait_timeout") < Self.leastIdleSeconds {
            items.append(
                .warning(
                    "server", "wait_timeout is \(number("wait_timeout")) s",
                    "set it to \(Self.leastIdleSeconds) or more: a load may be silent for as long"))
        }
        if values["innodb_flush_log_at_trx_commit"] != "1" {
            items.append(
                .warning(
                    "server", "innodb_flush_log_at_trx_commit is not 1",
                    "set it to 1: a load that was reported as done may be lost when the server's machine fails"))
        }
        return items.isEmpty
            ? [.ok("server", "max_allowed_packet \(packet), max_connections \(number("max_connections")), writable")]
            : items
    }
}
