import MariaDB

/// One consistent view of the tables for as long as its connection is open, and their definitions, which nobody can alter
/// meanwhile.
struct Snapshot {
    let connection: Connection
    /// When it was taken, UTC.
    let time: String
    let tables: [Table]
    /// Tables that were asked for by "all" and cannot be backed up, with the reason.
    let leftOut: [LeftOut]

    struct LeftOut: Codable, Hashable {
        let table: String
        let why: String
    }

    private static let attempts = 3
    /// How long the server waits while the bucket takes its time.
    private static let patienceSeconds = 3600

    /// - Parameter spoken: the table; `nil` for all that Wharf serves.
    /// - Throws: `Problem` where there is no such table, it cannot be backed up, or it is altered again and again.
    static func take(of spoken: String?, settings: ConnectionSettings) throws -> Snapshot {
        var settings = settings
        settings.isolationLevel = .repeatableRead
        let connection = try WorkerDatabase(settings).connection()
        try connection.execute("SET SESSION net_write_timeout = \(patienceSeconds)")
        for _ in 1..<attempts {
            do {
                return try attempt(spoken, connection)
            } catch let error as MariaDBError where error.code == .tableDefinitionChanged {
                try connection.execute("ROLLBACK")
            }
        }
        return try attempt(spoken, connection)
    }

    private static func attempt(_ spoken: String?, _ connection: Connection) throws -> Snapshot {
        let dictionary = DictionaryReader(connection: connection)
        // Before the transaction, which would keep a migration away from the tables that this reads.
        let names =
            try spoken.map { [try LoadableTables(connection: connection).table($0).name] } ?? dictionary.tableNames()
        try connection.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        let time = try connection.query("SELECT UTC_TIMESTAMP(6)").first?[0].string ?? ""
        var tables: [Table] = []
        var leftOut: [LeftOut] = []
        for name in names {
            // From here on the definition stays as it is.
            guard let table = try pinned(name, connection, dictionary) else { continue }
            if let obstacle = table.obstacle {
                leftOut.append(LeftOut(table: name, why: obstacle))
            } else {
                tables.append(table)
            }
        }
        return Snapshot(connection: connection, time: Timestamp.iso(time), tables: tables, leftOut: leftOut)
    }

    /// The table, held by the transaction; `nil` where it has just been dropped.
    private static func pinned(
        _ name: String, _ connection: Connection, _ dictionary: DictionaryReader
    ) throws -> Table? {
        do {
            _ = try connection.query("SELECT 1 FROM \(Connection.quoteIdentifier(name)) LIMIT 1")
        } catch {
            guard error.code == .unknownTable else { throw error }
            return nil
        }
        return try dictionary.table(named: name)
    }
}
