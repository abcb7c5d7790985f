import MariaDB

/// Whether the user has each right that its work needs, where it needs it.
struct RightsCheck {
    let connection: Connection
    let settings: ServiceSettings
    let role: DatabaseRole

    func items() -> [CheckItem] {
        do {
            let granted = try GrantedRights(connection)
            return role.needs.map { item($0, granted) }
        } catch {
            return [.failed("rights", "\(error)", "the user must be able to see its own grants")]
        }
    }

    private func item(_ need: DatabaseNeed, _ granted: GrantedRights) -> CheckItem {
        let (database, table) = place(need.place)
        let missing = need.rights.filter { !granted.holds($0, on: database, table: table) }
        let name = table.map { "\(database).\($0)" } ?? database
        guard !missing.isEmpty else {
            return .ok("rights", "\(need.rights.joined(separator: ", ")) on \(name)")
        }
        let finding = "no \(missing.joined(separator: ", ")) on \(name): \(need.purpose)"
        let advice = "'wharf grant \(role.rawValue)' prints what to run as the database's administrator"
        return need.isOptional
            ? .warning("rights", "\(finding) do not work", advice) : .failed("rights", finding, advice)
    }

    private func place(_ place: DatabaseNeed.Place) -> (database: String, table: String?) {
        switch place {
        case .main: (settings.database.database ?? "", nil)
        case .reporting: (settings.reporting.name, nil)
        case .table(let table): (settings.database.database ?? "", table)
        }
    }
}
