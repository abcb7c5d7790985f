import MariaDB
internal import Synchronization

/// Tables as they were read a moment ago, for loads of few rows, which a whole reading of the dictionary would dwarf.
///
/// What comes from here may be out of date: whoever relies on it asks `isCurrent` within the transaction that uses the
/// table, when nobody can alter it any more.
final class DictionaryCache: Sendable {
    private struct Entry {
        let table: Table
        let readAt: ContinuousClock.Instant
    }

    /// After so long triggers and children, which `isCurrent` does not see, are read again.
    private static let lifetime = Duration.seconds(5)
    private static let mostTables = 1000
    private let entries = Mutex<[String: Entry]>([:])

    /// The table of exactly this name, as it was at most five seconds ago; `nil` where Wharf serves none.
    func table(named name: String, _ connection: Connection) throws -> Table? {
        if let entry = entries.withLock({ $0[name] }), entry.readAt + Self.lifetime > .now { return entry.table }
        let table = try DictionaryReader(connection: connection).table(named: name)
        entries.withLock { entries in
            if entries.count >= Self.mostTables { entries = [:] }
            entries[name] = table.map { Entry(table: $0, readAt: .now) }
        }
        return table
    }

    func forget(_ name: String) { entries.withLock { $0[name] = nil } }

    /// Whether the table is still defined as it was when it was read: one question to the server.
    static func isCurrent(_ table: Table, _ connection: Connection) throws -> Bool {
        do {
            return try TableDefinition(of: table.name, connection: connection).shape == table.definition
        } catch let error as MariaDBError where error.code == .unknownTable {
            return false
        }
    }
}
