public import MariaDB

/// Everything that can be set, with its default. From environment variables; the README lists them.
public struct ServiceSettings: Sendable {
    public var database: ConnectionSettings
    /// The database of the reporting tables; `<DB_NAME>_reporting` unless given. `REPORTING_DB`
    private(set) var reporting: ReportingDatabase
    /// Requests served at a time. `WHARF_WORKERS`
    public var workers = 16
    /// Directory for spools, on a local disk. `WHARF_SPOOL`
    public var spoolPath = "/var/lib/wharf/spool"
    /// Bytes that all spools may take together. `WHARF_SPOOL_LIMIT`
    public var spoolLimitBytes = 64 << 30
    /// Bytes of one upload, uncompressed. `WHARF_UPLOAD_LIMIT`
    public var uploadLimitBytes = 16 << 30
    /// Loads into one table at a time. `WHARF_TABLE_LOADS`
    public var tableLoads = 8
    /// Bytes of one bulk request, uncompressed; held in memory. `WHARF_BULK_LIMIT`
    public var bulkLimitBytes = 16 << 20
    /// Seconds without a byte after which a body counts as cut short. `WHARF_BODY_TIMEOUT`
    public var bodyTimeoutSeconds = 300
    /// Seconds that requests in progress get when the service stops. `WHARF_DRAIN`
    public var drainSeconds = 30
    /// Hours for which the answer to a request with a key is kept. `WHARF_IDEMPOTENCY_HOURS`
    public var idempotencyHours = 24
    /// What callers without a token may do. `WHARF_ANONYMOUS_SCOPES`
    public var anonymousScopes = ScopeSet([])
    /// The directory of the bucket that backups are kept in; without one there are none. `WHARF_BUCKET`
    public var bucketPath: String?
    /// Whether that directory must be the root of a mount: of a bucket that is not mounted only the local folder beneath is
    /// there, which would take backups without a word. `WHARF_BUCKET_IS_MOUNT`
    public var isBucketMount = false
    /// Seconds that one step of the bucket's may take. `WHARF_BUCKET_TIMEOUT`
    public var bucketTimeoutSeconds = 30
    /// Which backups `wharf prune` keeps. `WHARF_RETENTION`
    private(set) var retention: RetentionRules

    /// Reads the environment.
    ///
    /// - Throws: `SettingError` that names the variable and says what it takes.
    public init(environment: [String: String]) throws(SettingError) {
        database = try Self.database(environment)
        reporting = try Self.reporting(environment, beside: database.database ?? "")
        workers = try Self.integer(environment, "WHARF_WORKERS", 1...1024) ?? workers
        spoolPath = environment["WHARF_SPOOL"] ?? spoolPath
        spoolLimitBytes = try Self.bytes(environment, "WHARF_SPOOL_LIMIT") ?? spoolLimitBytes
        uploadLimitBytes = try Self.bytes(environment, "WHARF_UPLOAD_LIMIT") ?? uploadLimitBytes
        tableLoads = try Self.integer(environment, "WHARF_TABLE_LOADS", 1...1024) ?? tableLoads
        bulkLimitBytes = try Self.bytes(environment, "WHARF_BULK_LIMIT") ?? bulkLimitBytes
        bodyTimeoutSeconds = try Self.integer(environment, "WHARF_BODY_TIMEOUT", 1...86_400) ?? bodyTimeoutSeconds
        idempotencyHours = try Self.integer(environment, "WHARF_IDEMPOTENCY_HOURS", 1...8760) ?? idempotencyHours
        drainSeconds = try Self.integer(environment, "WHARF_DRAIN", 0...86_400) ?? drainSeconds
        anonymousScopes = try Self.scopes(environment, "WHARF_ANONYMOUS_SCOPES")
        bucketPath = environment["WHARF_BUCKET"].flatMap { $0.isEmpty ? nil : $0 }
        isBucketMount = try Self.flag(environment, "WHARF_BUCKET_IS_MOUNT") ?? isBucketMount
        bucketTimeoutSeconds = try Self.integer(environment, "WHARF_BUCKET_TIMEOUT", 1...3600) ?? bucketTimeoutSeconds
        retention = try Self.retention(environment)
    }

    private static func database(_ environment: [String: String]) throws(SettingError) -> ConnectionSettings {
        guard let user = environment["DB_USER"], !user.isEmpty else {
            throw SettingError(name: "DB_USER", advice: "is the database user and must be set")
        }
        guard let name = environment["DB_NAME"], !name.isEmpty else {
            throw SettingError(name: "DB_NAME", advice: "is the database's name and must be set")
        }
        var settings = ConnectionSettings(user: user, password: environment["DB_PASS"] ?? "", database: name)
        settings.lockWaitTimeoutSeconds = 120
        if let socket = environment["DB_SOCKET"], !socket.isEmpty { settings.socket = socket }
        let host = environment["DB_HOST"] ?? ""
        let instance = environment["INSTANCE_CONNECTION_NAME"] ?? ""
        guard settings.socket != nil || !host.isEmpty || !instance.isEmpty else {
            throw SettingError(name: "DB_SOCKET", advice: "or DB_HOST or INSTANCE_CONNECTION_NAME must be set")
        }
        // The Cloud SQL Auth Proxy listens on loopback.
        settings.host = host.isEmpty ? "127.0.0.1" : host
        settings.port = UInt16(try integer(environment, "DB_PORT", 1...65_535) ?? 3306)
        settings.tls = try tls(environment)
        return settings
    }

    private static func reporting(
        _ environment: [String: String], beside database: String
    ) throws(SettingError) -> ReportingDatabase {
        let given = environment["REPORTING_DB"] ?? ""
        let name = given.isEmpty ? "\(database)_reporting" : given
        guard name.lowercased() != database.lowercased(), name.unicodeScalars.count <= 64 else {
            throw SettingError(
                name: "REPORTING_DB",
                advice: "names the database of the reporting tables: another one than DB_NAME, of at most 64 characters"
            )
        }
        return ReportingDatabase(name: name)
    }

    private static func tls(_ environment: [String: String]) throws(SettingError) -> TLSSettings {
        let authority = environment["DB_TLS_CA"] ?? ""
        switch environment["DB_TLS"] ?? (authority.isEmpty ? "off" : "ca") {
        case "off": return .off
        case "required": return .requiredUnverified
        case "ca" where !authority.isEmpty: return .verifyCA(authority)
        case "full" where !authority.isEmpty: return .verifyFull(authority)
        case "ca", "full":
            throw SettingError(
                name: "DB_TLS_CA", advice: "is the file of the certificate authority, which DB_TLS asks for")
        default: throw SettingError(name: "DB_TLS", advice: "takes off, required, ca or full")
        }
    }

    private static func integer(
        _ environment: [String: String], _ name: String, _ range: ClosedRange<Int>
    ) throws(SettingError) -> Int? {
        guard let text = environment[name], !text.isEmpty else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw SettingError(name: name, advice: "takes a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func flag(_ environment: [String: String], _ name: String) throws(SettingError) -> Bool? {
        switch environment[name]?.lowercased() {
        case nil, "": nil
        case "yes", "true", "1": true
        case "no", "false", "0": false
        default: throw SettingError(name: name, advice: "takes yes or no")
        }
    }

    private static func scopes(_ environment: [String: String], _ name: String) throws(SettingError) -> ScopeSet {
        do {
            return try ScopeSet(environment[name] ?? "")
        } catch {
            throw SettingError(name: name, advice: "takes scopes with blanks between: \(error)")
        }
    }

    private static func retention(_ environment: [String: String]) throws(SettingError) -> RetentionRules {
        do throws(RetentionError) {
            return try RetentionRules(environment["WHARF_RETENTION"] ?? "")
        } catch {
            throw SettingError(
                name: "WHARF_RETENTION", advice: "takes rules like *:last=7,days=30,monthly=12;jobs:last=3: \(error)")
        }
    }

    /// A number of bytes, with `K`, `M`, `G` or `T` for powers of 1024.
    private static func bytes(_ environment: [String: String], _ name: String) throws(SettingError) -> Int? {
        guard let text = environment[name], !text.isEmpty else { return nil }
        let units: [Character: Int] = ["K": 10, "M": 20, "G": 30, "T": 40]
        let shift = text.last.flatMap { units[Character($0.uppercased())] }
        let digits = shift == nil ? Substring(text) : text.dropLast()
        guard let number = Int(digits), number > 0, number <= Int.max >> 41 else {
            throw SettingError(name: name, advice: "takes a number of bytes, such as 500M or 64G")
        }
        return number << (shift ?? 0)
    }
}

/// A setting that is missing or wrong.
public struct SettingError: Error, CustomStringConvertible {
    public let name: String
    public let advice: String
    public var description: String { "\(name) \(advice)" }
}
