internal import Crypto
import MariaDB

/// Keeps other restores away from a table, whichever instance they run in: user locks of the connection, which end with
/// it. <https://mariadb.com/kb/en/get_lock/>
struct TableLocks {
    let connection: Connection

    /// - Throws: `Problem` where another restore has the table.
    func take(_ table: String) throws {
        guard
            try connection.query("SELECT GET_LOCK(\(Self.expression), 0)", [.text(Self.name(table))]).first?[0].integer
                == 1
        else { throw Problem(.restoreRunning, "Another restore of table \(table) is running.") }
    }

    /// A lock's name has 64 characters at most, and is the whole server's.
    private static let expression = "LEFT(SHA2(CONCAT(DATABASE(), '.', ?), 256), 60)"

    private static func name(_ table: String) -> String { "wharf restore \(table)" }
}
