import MariaDB

/// Whether both databases have this version's tables.
struct SchemaCheck {
    let connection: Connection
    let settings: ServiceSettings

    func items() -> [CheckItem] { [main(), reporting()] }

    private func main() -> CheckItem {
        do {
            try SchemaError.check(connection)
            return .ok("schema", "version \(Migration.all.last?.version ?? 0)")
        } catch {
            return .failed("schema", "\(error)", "run 'wharf migrate' as the user for migrations")
        }
    }

    private func reporting() -> CheckItem {
        do {
            try ReportingSchema(connection: connection, database: settings.reporting).check()
            return .ok("reporting", "\(settings.reporting.name) has every report's table")
        } catch {
            return .failed("reporting", "\(error)", "run 'wharf migrate', then what 'wharf grant' prints")
        }
    }
}
