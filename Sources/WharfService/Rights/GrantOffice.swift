import MariaDB

/// Prints who should be allowed what: `wharf grant`.
public struct GrantOffice {
    struct Entry: Encodable {
        let role: String
        let user: String
        let statements: [String]
    }

    private let settings: ServiceSettings

    public init(_ settings: ServiceSettings) { self.settings = settings }

    /// - Parameters:
    ///   - roles: which of the users; all where none is given.
    ///   - names: the user's name of a role; else the prefix and the role's own name.
    ///   - host: that the users come from.
    /// - Throws: `CommandError` where a name is none.
    public func grants(
        _ roles: [DatabaseRole], names: [DatabaseRole: String], prefix: String, host: String
    ) throws -> CommandReport {
        let roles = roles.isEmpty ? DatabaseRole.allCases : roles
        let main = settings.database.database ?? ""
        var entries: [Entry] = []
        var lines = [
            "-- For an administrator of the database; no right here is one over the server. Cloud SQL's own 'root' may run it.",
            "CREATE DATABASE IF NOT EXISTS \(Connection.quoteIdentifier(main)) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;",
        ]
        for role in roles {
            let account = try DatabaseAccount(name: names[role] ?? prefix + role.rawValue, host: host)
            let grants = DatabaseGrants(role, to: account, main: main, reporting: settings.reporting)
            entries.append(Entry(role: role.rawValue, user: account.quoted, statements: grants.statements))
            lines += ["", "-- The user that \(role.purpose)."]
            if role.needs.contains(where: \.isOfTable) {
                lines.append("-- After 'wharf migrate': the tables must be there.")
            }
            lines.append(account.creation)
            lines += grants.statements.map { "\($0);" }
        }
        return try CommandReport(entries, lines)
    }
}

extension DatabaseNeed {
    fileprivate var isOfTable: Bool {
        if case .table = place { true } else { false }
    }
}
