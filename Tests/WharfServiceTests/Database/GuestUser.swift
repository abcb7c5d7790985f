import Logging
import MariaDB

@testable import WharfService

/// A database user of a test's own, who can be shut out as if the server had gone.
final class GuestUser {
    let settings: ConnectionSettings
    private let database: ScratchDatabase
    private let name: String

    init(of database: ScratchDatabase) throws {
        self.database = database
        name = "'wharf_\(UInt64.random(in: 0...UInt64.max))'@'localhost'"
        var settings = database.settings
        settings.user = String(name.dropFirst().prefix { $0 != "'" })
        settings.password = "guest"
        self.settings = settings
        try database.connection.execute("CREATE USER \(name) IDENTIFIED BY 'guest'")
        try database.connection.execute("GRANT ALL ON *.* TO \(name)")
    }

    deinit { _ = try? database.connection.execute("DROP USER \(name)") }

    /// Ends the user's sessions and lets no new one in.
    func shutOut() throws {
        try database.connection.execute("ALTER USER \(name) ACCOUNT LOCK")
        let sessions = try database.connection.query(
            "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = ?", [.text(settings.user)])
        for session in sessions { try database.connection.execute("KILL \(session[0].integer ?? 0)") }
    }

    func letIn() throws { try database.connection.execute("ALTER USER \(name) ACCOUNT UNLOCK") }
}

extension ScratchDatabase {
    var serviceSettings: ServiceSettings {
        get throws {
            try ServiceSettings(environment: [
                "DB_USER": settings.user, "DB_PASS": settings.password, "DB_NAME": settings.database ?? "",
                "DB_SOCKET": settings.socket ?? "",
            ])
        }
    }
}

extension Logger {
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
