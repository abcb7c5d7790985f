import MariaDB

extension Setting {
    /// Everything that can be set, in the README's order.
    static let all = database + service + bucket + logs + [settingsFile]

    static func named(_ name: String) -> Setting? { all.first { $0.name == name } }

    /// Names that look like settings and belong to the development stack and its callers.
    static let othersNames: Set = ["WHARF_TOKEN", "WHARF_URL", "DB_MIGRATOR_USER", "DB_MIGRATOR_PASS"]

    /// Whether a name is spelled like a setting's, and none has it.
    static func isMisspelled(_ name: String) -> Bool {
        guard name.hasPrefix("WHARF_") || name.hasPrefix("DB_") else { return false }
        return named(name) == nil && !othersNames.contains(name)
    }

    private static let database = [
        Setting("DB_SOCKET", .optionalPath, \.database.socket, "unix socket of the database; wins over `DB_HOST`"),
        Setting(
            "DB_HOST", .name, \.choices.host,
            standard: .derived("127.0.0.1 with INSTANCE_CONNECTION_NAME") {
                $0.database.socket == nil ? $0.database.host : ""
            },
            "host of the database, over TCP"),
        Setting("DB_PORT", .port, \.database.port, standard: .text("3306"), "its port"),
        Setting(
            "INSTANCE_CONNECTION_NAME", .name, \.choices.instance,
            "instead of `DB_HOST`: PROJECT:REGION:INSTANCE, for a Cloud SQL Auth Proxy on 127.0.0.1"),
        Setting(
            "GCP_CREDENTIALS", takes: "a path, or the key itself", isSecret: true, use: .others,
            "service account of that proxy; Wharf does not read it"),
        Setting("DB_NAME", .optionalName, \.database.database, standard: .required, "the database"),
        Setting("DB_USER", .name, \.database.user, standard: .required, "its user, see `wharf grant`"),
        Setting(
            "DB_PASS", .secret, \.database.password, change: .reload, isSecret: true, "the user's password"),
        Setting(
            "DB_PASS_FILE", takes: SettingForm<String>.path.takes, change: .reload, use: .secretFile(of: "DB_PASS"),
            "a file with the password instead; so is a systemd credential `db_pass`"),
        Setting(
            "REPORTING_DB", .name, \.choices.reporting,
            standard: .derived("DB_NAME_reporting") { $0.reporting.name }, "the database of the reporting tables"),
        Setting(
            "DB_TLS", .optionalChoice(.choice("off", "required", "ca", "full")), \.choices.tls,
            standard: .derived("ca with DB_TLS_CA, else off") { $0.choices.tlsInForce },
            "encryption: `required` checks nothing, `ca` the chain, `full` chain and name"),
        Setting("DB_TLS_CA", .path, \.choices.authority, "the authority's certificate, PEM"),
    ]

    private static let service = [
        Setting(
            "WHARF_WORKERS", .number(1...1024, "threads"), \.workers, standard: .text("16"),
            "requests at a time, a connection each; uploads hold three quarters at most"),
        Setting("WHARF_SPOOL", .path, \.spoolPath, standard: .text("/var/lib/wharf/spool"), "spools, on a local disk"),
        Setting(
            "WHARF_SPOOL_LIMIT", .bytes, \.spoolLimitBytes, standard: .text("64G"), change: .reload,
            "all spools of the process together"),
        Setting(
            "WHARF_UPLOAD_LIMIT", .bytes, \.uploadLimitBytes, standard: .text("16G"), change: .reload,
            "one request's body, unpacked"),
        Setting(
            "WHARF_BULK_LIMIT", .bytes, \.bulkLimitBytes, standard: .text("16M"), change: .reload,
            "one bulk request's body, unpacked; it is held in memory"),
        Setting(
            "WHARF_TABLE_LOADS", .number(1...1024, "loads"), \.tableLoads, standard: .text("8"), change: .reload,
            "into one table at a time"),
        Setting(
            "WHARF_BODY_TIMEOUT", .number(1...86_400, "seconds"), \.bodyTimeoutSeconds, standard: .text("300"),
            "without a byte, after which a body counts as cut short"),
        Setting(
            "WHARF_DRAIN", .number(0...86_400, "seconds"), \.drainSeconds, standard: .text("30"), change: .reload,
            "for requests in progress when the service stops"),
        Setting(
            "WHARF_IDEMPOTENCY_HOURS", .number(1...8760, "hours"), \.idempotencyHours, standard: .text("24"),
            change: .reload, "how long the answer to a request with an `Idempotency-Key` is kept"),
        Setting(
            "WHARF_UNDO_DAYS", .number(0...3650, "days"), \.undoDays, standard: .text("7"), change: .reload,
            "how long a load can be taken back; 0: never, and nothing is kept for that"),
        Setting(
            "WHARF_ANONYMOUS_SCOPES", .scopes, \.anonymousScopes, change: .reload,
            "what callers without a token may do"),
    ]

    private static let bucket = [
        Setting("WHARF_BUCKET", .optionalPath, \.bucketPath, "the directory that backups are kept in"),
        Setting(
            "WHARF_BUCKET_IS_MOUNT", .flag, \.isBucketMount, standard: .text("no"),
            "`yes`: it must be a mount; a bucket that is not mounted takes nothing"),
        Setting(
            "WHARF_BUCKET_TIMEOUT", .number(1...3600, "seconds"), \.bucketTimeoutSeconds, standard: .text("30"),
            change: .reload, "for each step of the bucket's; bytes that are uploaded get more"),
        Setting(
            "WHARF_RETENTION", .retention, \.retention, change: .reload,
            "which backups `wharf prune` keeps; all of a table without a rule"),
    ]

    private static let logs = [
        Setting(
            "WHARF_LOG", .member(), \.logForm, standard: .text("auto"),
            "the form of the log: `json`, one object a line, `text`, or `auto`: text on a terminal"),
        Setting(
            "WHARF_LOG_LEVEL", .member(), \.logLevel, standard: .text("info"), change: .reload,
            "the least grave lines that are written"),
    ]

    private static let settingsFile = Setting(
        "WHARF_ENV_FILE", takes: SettingForm<String>.path.takes, standard: .text(SettingSources.standardFile),
        use: .settingsFile, "the file of settings, as `--env-file` names it; only from the environment")
}
