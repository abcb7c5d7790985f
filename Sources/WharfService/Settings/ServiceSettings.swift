public import Logging
public import MariaDB

/// Everything that can be set, as the program uses it. `Setting.all` says what may be given for each, and its default.
public struct ServiceSettings: Sendable {
    public var database = ConnectionSettings(user: "")
    /// The database of the reporting tables.
    private(set) var reporting = ReportingDatabase(name: "")
    /// Requests served at a time.
    public var workers = 0
    /// Directory for spools, on a local disk.
    public var spoolPath = ""
    /// Bytes that all spools may take together.
    public var spoolLimitBytes = 0
    /// Bytes of one upload, uncompressed.
    public var uploadLimitBytes = 0
    /// Loads into one table at a time.
    public var tableLoads = 0
    /// Bytes of one bulk request, uncompressed; held in memory.
    public var bulkLimitBytes = 0
    /// Seconds without a byte after which a body counts as cut short.
    public var bodyTimeoutSeconds = 0
    /// Seconds that requests in progress get when the service stops.
    public var drainSeconds = 0
    /// Hours for which the answer to a request with a key is kept.
    public var idempotencyHours = 0
    public var undoDays = 0
    /// What callers without a token may do.
    public var anonymousScopes = ScopeSet([])
    /// The directory of the bucket that backups are kept in; without one there are none.
    public var bucketPath: String?
    /// Whether that directory must be the root of a mount: of a bucket that is not mounted only the local folder beneath is
    /// there, which would take backups without a word.
    public var isBucketMount = false
    /// Seconds that one step of the bucket's may take.
    public var bucketTimeoutSeconds = 0
    /// Which backups `wharf prune` keeps.
    var retention = RetentionRules()
    /// How lines of the log are written.
    public var logForm = LogForm.auto
    /// From which level on.
    public var logLevel = Logger.Level.info
    /// What only makes sense together.
    var choices = Choices()

    struct Choices: Sendable {
        var host = ""
        var instance = ""
        var reporting = ""
        var tls: String?
        var authority = ""

        var tlsInForce: String { tls ?? (authority.isEmpty ? "off" : "ca") }
    }

    /// Reads variables alone, and no file.
    ///
    /// - Throws: `SettingError` that names the variable and says what it takes.
    public init(environment: [String: String]) throws(SettingError) {
        var given = GivenSettings(environment: environment)
        for setting in Setting.all { given.set(setting.name, environment[setting.name] ?? "", .environment) }
        try self.init(given)
    }

    /// - Throws: `SettingError` that names the setting, where it came from and what it takes.
    public init(_ given: GivenSettings) throws(SettingError) {
        for setting in Setting.all { try apply(setting, given) }
        database.lockWaitTimeoutSeconds = 120
        try settleAddress()
        database.tls = try tls(given)
        reporting = try reporting(given)
    }

    private mutating func apply(_ setting: Setting, _ given: GivenSettings) throws(SettingError) {
        guard case .value(let set, _) = setting.use else { return }
        var value = given.values[setting.name]
        switch setting.standard {
        case .text(let text): value = value ?? GivenSettings.Value(text: text, origin: .standard)
        case .required where value == nil: throw SettingError(setting.name, "must be set: \(setting.meaning)")
        default: break
        }
        guard let value else { return }
        do {
            try set(value.text, &self)
        } catch {
            throw SettingError(setting, value, error)
        }
    }

    private mutating func settleAddress() throws(SettingError) {
        guard database.socket != nil || !choices.host.isEmpty || !choices.instance.isEmpty else {
            throw SettingError("DB_SOCKET", "or DB_HOST or INSTANCE_CONNECTION_NAME must be set: where the database is")
        }
        // The Cloud SQL Auth Proxy listens on loopback.
        database.host = choices.host.isEmpty ? "127.0.0.1" : choices.host
    }

    private func tls(_ given: GivenSettings) throws(SettingError) -> TLSSettings {
        switch choices.tlsInForce {
        case "required": return .requiredUnverified
        case "ca" where !choices.authority.isEmpty: return .verifyCA(choices.authority)
        case "full" where !choices.authority.isEmpty: return .verifyFull(choices.authority)
        case "ca", "full":
            throw SettingError(
                "DB_TLS_CA", "must be set: the file of the certificate authority, which DB_TLS asks for",
                given.values["DB_TLS"]?.origin)
        default: return .off
        }
    }

    private func reporting(_ given: GivenSettings) throws(SettingError) -> ReportingDatabase {
        let main = database.database ?? ""
        let name = choices.reporting.isEmpty ? "\(main)_reporting" : choices.reporting
        guard name.lowercased() != main.lowercased(), name.unicodeScalars.count <= 64 else {
            throw SettingError(
                "REPORTING_DB",
                "names the database of the reporting tables: another one than DB_NAME, of at most 64 characters",
                given.values["REPORTING_DB"]?.origin)
        }
        return ReportingDatabase(name: name)
    }

    /// These settings with what can change while the program runs taken from others.
    func changed(to others: ServiceSettings) -> ServiceSettings {
        var settings = self
        for setting in Setting.all where setting.change == .reload {
            if case .value(_, let copy) = setting.use { copy(others, &settings) }
        }
        return settings
    }
}
