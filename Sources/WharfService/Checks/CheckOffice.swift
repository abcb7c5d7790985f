import MariaDB

/// Tries everything that the service needs and says what to do about each failure: `wharf check`.
public struct CheckOffice {
    /// Where systemd and nginx meet unless told otherwise.
    public static let standardSocket = "/run/wharf/wharf.sock"

    private struct Document: Encodable {
        let status: CheckItem.State
        let checks: [CheckItem]
    }

    private let given: GivenSettings
    private let settings: ServiceSettings
    private let role: DatabaseRole
    private let socket: String

    /// - Parameters:
    ///   - role: whose rights `DB_USER` must have.
    ///   - socket: that nginx connects to.
    /// - Throws: `SettingError` where nothing can be tried with these settings.
    public init(_ given: GivenSettings, role: DatabaseRole, socket: String) throws(SettingError) {
        self.given = given
        self.role = role
        self.socket = socket
        settings = try ServiceSettings(given)
    }

    /// Leaves nothing behind, in the database, the bucket or the spool.
    public func run() throws -> CommandReport {
        let items = items()
        let width = items.map(\.name.count).max() ?? 0
        let status: CheckItem.State =
            items.contains { $0.state == .failed } ? .failed : items.contains { $0.state == .warning } ? .warning : .ok
        return try CommandReport(
            Document(status: status, checks: items), items.map { $0.line(nameWidth: width) },
            exitStatus: status == .failed ? CommandReport.notAllGood : 0)
    }

    func items() -> [CheckItem] {
        SettingsCheck(given: given, settings: settings).items() + databaseItems()
            + (role == .loader
                ? [BucketCheck(settings: settings).item()] + SpoolCheck(settings: settings).items()
                    + [SocketCheck(path: socket).item()] : [])
    }

    private func databaseItems() -> [CheckItem] {
        let check = DatabaseCheck(settings: settings, role: role)
        let connection: Connection
        do {
            connection = try check.connect()
        } catch {
            return [check.refusal(error)]
        }
        let rights = RightsCheck(connection: connection, settings: settings, role: role)
        return [check.item(connection), check.encryption(connection)] + rights.items()
            + (role == .loader ? SchemaCheck(connection: connection, settings: settings).items() : [])
            + ServerCheck(connection: connection, settings: settings).items() + [ClockCheck(connection).item()]
    }
}
