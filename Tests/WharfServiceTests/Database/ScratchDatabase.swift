import Foundation
import MariaDB
import Testing

@testable import WharfService

/// All suites that need a server.
@Suite(.enabled(if: TestServer.isThere, TestServer.whatIsMissing)) enum DatabaseTests {}

/// The private server that the environment names:
///
/// - `WHARF_TEST_SOCKET`: its Unix socket
/// - `WHARF_TEST_OTHER_SOCKET`: of another node, where it is one of a cluster
/// - `WHARF_TEST_USER` (default `root`) and `WHARF_TEST_PASSWORD` (default empty), who may do everything
enum TestServer {
    static let isThere = environment("WHARF_TEST_SOCKET") != nil
    static let whatIsMissing: Comment = "WHARF_TEST_SOCKET must name the Unix socket of a private server"

    static var settings: ConnectionSettings {
        var settings = ConnectionSettings(
            socket: environment("WHARF_TEST_SOCKET"), user: environment("WHARF_TEST_USER") ?? "root",
            password: environment("WHARF_TEST_PASSWORD") ?? "")
        settings.readTimeoutSeconds = 60
        settings.lockWaitTimeoutSeconds = 20
        return settings
    }

    /// The socket of another node of the same Galera cluster.
    static let otherNode = environment("WHARF_TEST_OTHER_SOCKET")
    static let isCluster = otherNode != nil
    /// How a table that nobody refers to is restored: in a cluster none takes another one's place.
    static let swapped = isCluster ? RestoreStore.Method.rewritten : .swapped

    /// False where it is no server that can be asked.
    static let isMariaDB = (try? Connection(settings).isMariaDB) ?? false

    private static func environment(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
}

/// A schema of a test's own, dropped with everything in it when the test ends.
final class ScratchDatabase {
    let settings: ConnectionSettings
    /// For looking at what is there; no load uses it.
    let connection: Connection
    private let name: String
    /// Its reporting database, dropped with it.
    let reporting: ReportingDatabase

    /// - Parameters:
    ///   - isMigrated: whether it begins with this version's tables.
    ///   - hasReports: whether its reporting tables are made, too.
    ///   - statements: run in it one after the other.
    init(isMigrated: Bool = true, hasReports: Bool = false, _ statements: String...) throws {
        name = "wharf_test_\(UInt64.random(in: 0...UInt64.max))"
        reporting = ReportingDatabase(name: "\(name)_reporting")
        var inside = TestServer.settings
        inside.database = name
        settings = inside
        connection = try Connection(TestServer.settings)
        try connection.execute(
            "CREATE DATABASE \(name) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci")
        try connection.execute("USE \(name)")
        // MySQL 8.4 and later take foreign keys to columns that are not unique only on demand; 8.0 always does.
        if !connection.isMariaDB {
            let wish = "restrict_fk_on_non_standard_key"
            if try !connection.query("SHOW VARIABLES LIKE '\(wish)'").isEmpty {
                try connection.execute("SET SESSION \(wish) = OFF")
            }
        }
        if isMigrated { _ = try Migrator(settings, reporting: hasReports ? reporting : nil).run() }
        for statement in statements { try connection.execute(statement) }
    }

    deinit {
        do {
            try connection.execute("DROP DATABASE IF EXISTS \(name)")
            try connection.execute("DROP DATABASE IF EXISTS \(reporting.name)")
        } catch {
            Issue.record("schema \(name) is left over: \(error)")
        }
    }

    /// The same for so many clients, by turns on two nodes of a cluster, both of which know the database.
    func settingsOnNodes(_ count: Int = 2) throws -> [ConnectionSettings] {
        var other = TestServer.settings
        other.socket = TestServer.otherNode
        // A connection does not wait for what its node has yet to learn; a statement does.
        _ = try Connection(other).query("SELECT 1 FROM mysql.user LIMIT 1")
        other.database = settings.database
        return (0..<count).map { $0 % 2 == 0 ? settings : other }
    }

    /// The rows of a query, columns separated by `|`, null as `~`.
    func rows(_ sql: String) throws -> [String] { try connection.texts(sql) }

    func count(_ table: String) throws -> Int {
        try connection.query("SELECT COUNT(*) FROM \(Connection.quoteIdentifier(table))")[0][0].integer ?? 0
    }

    /// The load as `wharf_loads` has it.
    func receipt(_ id: LoadIdentifier) throws -> Receipt {
        try #require(try LoadStore(connection: connection).find(id))
    }
}

extension Connection {
    /// The rows of a query, columns separated by `|`, null as `~`.
    func texts(_ sql: String) throws -> [String] {
        try query(sql).map { $0.values.map { $0.string ?? "~" }.joined(separator: "|") }
    }
}

/// A derived table with the column `n` and rows 1, 2, 3 ... `last`, of at most 100,000: both servers can make it.
func numbers(to last: Int) -> String {
    let digits = "(SELECT 0 AS `d`" + (1...9).map { " UNION ALL SELECT \($0)" }.joined() + ")"
    let places = (0..<5).map { "\(digits) AS `p\($0)`" }.joined(separator: " CROSS JOIN ")
    let sum = "1 + `p0`.`d` + 10 * `p1`.`d` + 100 * `p2`.`d` + 1000 * `p3`.`d` + 10000 * `p4`.`d`"
    return "(SELECT \(sum) AS `n` FROM \(places) HAVING `n` <= \(last)) AS `numbers`"
}

/// Looks until `condition` holds, every so often; a failure after the deadline.
func eventually(
    withinSeconds limit: Int = 20, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool
) throws {
    let end = ContinuousClock.now + .seconds(limit)
    while try !condition() {
        try #require(ContinuousClock.now < end, "not within \(limit) s", sourceLocation: sourceLocation)
        poll(nil, 0, 10)
    }
}
