import MariaDB

/// Whether the database answers, which one it is, and whether others can listen.
struct DatabaseCheck {
    let settings: ServiceSettings
    let role: DatabaseRole

    /// The oldest that have all the SQL that Wharf speaks.
    private static let oldest = (mariaDB: (10, 6), mySQL: (8, 0))

    /// A BI tool knows the reporting database alone.
    private var target: ConnectionSettings {
        var target = settings.database
        target.readTimeoutSeconds = 30
        if role == .bi { target.database = settings.reporting.name }
        return target
    }

    func connect() throws(MariaDBError) -> Connection { try Connection(target) }

    func item(_ connection: Connection) -> CheckItem {
        let version = connection.serverVersion
        let finding = "\(version), \(target)"
        let oldest = connection.isMariaDB ? Self.oldest.mariaDB : Self.oldest.mySQL
        let numbers = version.split(separator: ".").prefix(2).map { Int($0.prefix { $0.isNumber }) ?? 0 }
        guard numbers.count == 2, (numbers[0], numbers[1]) >= oldest else {
            return .failed(
                "database", finding, "use MariaDB 10.6 or MySQL 8.0, or later: this one lacks SQL that Wharf needs")
        }
        return .ok("database", finding)
    }

    func refusal(_ error: MariaDBError) -> CheckItem {
        .failed("database", "\(target): \(error.publicMessage) (\(error.code))", advice(error.code))
    }

    private func advice(_ code: MariaDBErrorCode) -> String {
        switch code {
        case .accessDenied, .pluginNotLoaded, .pluginUnknown, .authenticationRestricted:
            "the server does not know this user from this host, or the password (DB_USER, DB_PASS) is another; "
                + "'wharf grant' prints how users are made\(transport)"
        case .databaseAccessDenied:
            "the user has no right on that database; 'wharf grant \(role.rawValue)' prints what it needs"
        case .unknownDatabase: "make the database: 'wharf grant' prints how, then 'wharf migrate'"
        case .tlsFailed:
            "see DB_TLS and DB_TLS_CA: the server offers no TLS, or its certificate is of another authority"
        case .secureTransportRequired: "the server wants TLS: set DB_TLS=ca and DB_TLS_CA"
        case .unknownHost: "there is no such host: see DB_HOST"
        case .tooManyConnections, .userLimitReached, .tooManyUserConnections:
            "raise the server's max_connections or the user's limit, or lower WHARF_WORKERS"
        default: "see that the server runs and listens there\(proxy)"
        }
    }

    /// MariaDB refuses like this whom it wants to come by TLS, too.
    private var transport: String {
        guard settings.database.tls == .off, settings.database.socket == nil else { return "" }
        return "; or it wants TLS: set DB_TLS and DB_TLS_CA"
    }

    private var proxy: String { settings.choices.instance.isEmpty ? "" : ", and that the Cloud SQL Auth Proxy runs" }

    /// Over a socket or loopback nobody else can listen.
    func encryption(_ connection: Connection) -> CheckItem {
        do {
            let cipher = try connection.query("SHOW SESSION STATUS LIKE 'Ssl_cipher'").first?[1].string ?? ""
            guard cipher.isEmpty else {
                guard settings.database.tls == .requiredUnverified else { return .ok("tls", cipher) }
                return .warning(
                    "tls", "\(cipher), but whoever answers is believed",
                    "set DB_TLS=ca and DB_TLS_CA (full: the name, too)")
            }
            if settings.database.socket != nil { return .ok("tls", "none, and none needed: a unix socket") }
            if settings.database.host.hasPrefix("127.") || settings.database.host == "localhost" {
                return .ok("tls", "none, and none needed: this machine")
            }
            return .warning(
                "tls", "none: rows cross the network in clear",
                "set DB_TLS=ca and DB_TLS_CA, or use the Cloud SQL Auth Proxy")
        } catch {
            return .failed("tls", "\(error)", "the session's status must be readable")
        }
    }
}
