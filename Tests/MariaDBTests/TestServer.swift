import Glibc
import MariaDB
import Testing

/// All suites of the module: one after the other, as some count what a whole server has open.
@Suite(.serialized) enum MariaDBTests {}

/// The server that the environment names:
///
/// - `WHARF_TEST_SOCKET`: Unix socket of a private server
/// - `WHARF_SERVER`: which one that is: `mariadb` (default), `mysql`, or `galera`, a node of a cluster of MariaDB
/// - `WHARF_TEST_USER` (default `root`) and `WHARF_TEST_PASSWORD` (default empty), who may do everything
/// - `WHARF_TEST_PORT` and `WHARF_TEST_TLS_CA`: port on 127.0.0.1 and CA of the same server, for TLS
enum TestServer: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case mariaDB = "MariaDB"
    case mySQL = "MySQL"

    var testDescription: String { rawValue }

    static let available = allCases.filter { $0.address != nil }
    static let isMissing = available.isEmpty
    static let whatIsMissing: Comment = "WHARF_TEST_SOCKET must name the Unix socket of a private server"

    private var address: ConnectionSettings? {
        let user = environment("WHARF_TEST_USER") ?? "root"
        let password = environment("WHARF_TEST_PASSWORD") ?? ""
        guard (self == .mySQL) == (environment("WHARF_SERVER") == "mysql") else { return nil }
        return environment("WHARF_TEST_SOCKET").map {
            ConnectionSettings(socket: $0, user: user, password: password)
        }
    }

    var settings: ConnectionSettings {
        guard var settings = address else { preconditionFailure("no such server") }
        settings.readTimeoutSeconds = 60
        settings.lockWaitTimeoutSeconds = 5
        return settings
    }

    /// Runs `body` in a schema of its own, which goes away whatever happens.
    func withSchema(_ body: (Connection, ConnectionSettings) throws -> Void) throws {
        let name = "wharf_test_\(UInt64.random(in: 0...UInt64.max))"
        let keeper = try Connection(settings)
        try keeper.execute("CREATE DATABASE \(name) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
        defer { #expect(throws: Never.self) { try keeper.execute("DROP DATABASE \(name)") } }
        var inside = settings
        inside.database = name
        let connection = try Connection(inside)
        defer { connection.close() }
        try body(connection, inside)
    }
}

func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// Looks until `condition` holds, every so often; a failure after the deadline.
func eventually(
    withinSeconds limit: Int = 20, everyMilliseconds interval: Int32 = 5,
    sourceLocation: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool
) throws {
    let end = ContinuousClock.now + .seconds(limit)
    while try !condition() {
        try #require(ContinuousClock.now < end, "not within \(limit) s", sourceLocation: sourceLocation)
        poll(nil, 0, interval)
    }
}

/// The error that `body` must throw.
func caught(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) throws -> MariaDBError {
    try #require(throws: MariaDBError.self, sourceLocation: sourceLocation) { try body() }
}

/// `SHOW GLOBAL STATUS` of a counter.
func globalStatus(_ connection: Connection, _ name: String) throws -> Int64 {
    let rows = try connection.query("SHOW GLOBAL STATUS LIKE '\(name)'")
    return try #require(rows.first?[1].int)
}
