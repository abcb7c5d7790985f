import MariaDB
import Testing

@testable import WharfService

/// A database user who has exactly what `wharf grant` prints for a role, dropped with the test.
final class RoleUser {
    private let database: ScratchDatabase
    private let name: String
    private let role: DatabaseRole

    init(_ role: DatabaseRole, of database: ScratchDatabase) throws {
        self.database = database
        self.role = role
        name = "wharf_\(UInt32.random(in: 0...UInt32.max))"
        try database.connection.execute("CREATE USER '\(name)'@'localhost' IDENTIFIED BY 'role'")
    }

    deinit { _ = try? database.connection.execute("DROP USER '\(name)'@'localhost'") }

    /// The printed statements, run by the administrator.
    @discardableResult
    func grant() throws -> RoleUser {
        let office = GrantOffice(try settings(database.serviceSettings))
        let report = try office.grants([role], names: [role: name], prefix: "", host: "localhost")
        for line in report.lines where line.hasPrefix("GRANT ") {
            try database.connection.execute(String(line.dropLast()))
        }
        return self
    }

    func revoke(_ right: String) throws {
        let pattern = Connection.quoteIdentifier((database.settings.database ?? "").escaping("_"))
        try database.connection.execute("REVOKE \(right) ON \(pattern).* FROM '\(name)'@'localhost'")
    }

    var connectionSettings: ConnectionSettings {
        var settings = database.settings
        settings.user = name
        settings.password = "role"
        return settings
    }

    private func settings(_ settings: ServiceSettings) -> ServiceSettings {
        var own = settings
        own.database.user = name
        own.database.password = "role"
        return own
    }

    var serviceSettings: ServiceSettings { get throws { settings(try database.serviceSettings) } }
}
