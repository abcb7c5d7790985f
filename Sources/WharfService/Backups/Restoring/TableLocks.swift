internal import Crypto
import MariaDB

/// Keeps other restores away from a table, whichever instance they run in: user locks of the connection, which end with
/// it. <https://mariadb.com/kb/en/get_lock/>
///
/// In a cluster they hold on one node only. There every restore changes the row of its table, and of two that do so at once
/// the second is undone and begins anew.
struct TableLocks {
    let connection: Connection

    /// - Throws: `Problem` where another restore has the table.
    func take(_ table: String) throws {
        guard
            try connection.query("SELECT GET_LOCK(\(Self.expression), 0)", [.text(Self.name(table))]).first?[0].integer
                == 1
        else { throw Problem(.restoreRunning, "Another restore of table \(table) is running.") }
    }

    /// Within the transaction that changes the table; leaves no row.
    func claim(_ table: String) throws {
        let row = "`name` = \(Self.expression)"
        try connection.execute("INSERT INTO `wharf_locks` SET \(row)", [.text(Self.name(table))])
        try connection.execute("DELETE FROM `wharf_locks` WHERE \(row)", [.text(Self.name(table))])
    }

    /// A lock's name has 64 characters at most, and is the whole server's.
    private static let expression = "LEFT(SHA2(CONCAT(DATABASE(), '.', ?), 256), 60)"

    private static func name(_ table: String) -> String { "wharf restore \(table)" }
}
