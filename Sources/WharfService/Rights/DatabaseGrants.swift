import MariaDB

/// The `GRANT` statements that give a user what a role needs, and nothing else.
struct DatabaseGrants {
    let account: DatabaseAccount
    let statements: [String]

    /// - Parameter main: the name of `DB_NAME`.
    init(_ role: DatabaseRole, to account: DatabaseAccount, main: String, reporting: ReportingDatabase) {
        self.account = account
        let needs = role.needs
        var places: [DatabaseNeed.Place] = []
        for need in needs where !places.contains(need.place) { places.append(need.place) }
        statements = places.map { place in
            let rights = needs.filter { $0.place == place }.flatMap(\.rights).joined(separator: ", ")
            let object = Self.object(place, main: main, reporting: reporting)
            return "GRANT \(rights) ON \(object) TO \(account.quoted)"
        }
    }

    /// In a grant on a database an underscore and a percent sign stand for others unless escaped; in one on a table not.
    private static func object(_ place: DatabaseNeed.Place, main: String, reporting: ReportingDatabase) -> String {
        switch place {
        case .main: "\(Connection.quoteIdentifier(main.escaping("_%\\"))).*"
        case .reporting: "\(Connection.quoteIdentifier(reporting.name.escaping("_%\\"))).*"
        case .table(let table): "\(Connection.quoteIdentifier(main)).\(Connection.quoteIdentifier(table))"
        }
    }
}
