internal import CMariaDB

/// Options of the handle, set before it connects. libmariadb copies every string.
/// <https://mariadb.com/kb/en/mysql_optionsv/>
extension Handle {
    func setOptions(_ settings: ConnectionSettings) throws(MariaDBError) {
        try set(MYSQL_SET_CHARSET_NAME, "utf8mb4")
        // A rogue server could ask for the password in clear text or for files of this machine.
        try set(MARIADB_OPT_RESTRICTED_AUTH, "caching_sha2_password,mysql_native_password")
        try set(MYSQL_OPT_LOCAL_INFILE, UInt32(0))
        // Transactions must not continue on another connection unnoticed: see `Connection.reconnect()`.
        try set(MYSQL_OPT_RECONNECT, false)
        let protocolType = settings.socket == nil ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET
        try set(MYSQL_OPT_PROTOCOL, protocolType.rawValue)
        try set(MYSQL_OPT_CONNECT_TIMEOUT, settings.connectTimeoutSeconds)
        try set(MYSQL_OPT_READ_TIMEOUT, settings.readTimeoutSeconds)
        try set(MYSQL_OPT_WRITE_TIMEOUT, settings.writeTimeoutSeconds)
        try set(settings.tls)
    }

    /// Without any of these libmariadb speaks plain text, silently. With `MYSQL_OPT_SSL_ENFORCE` it encrypts if the server
    /// can: see `realConnect(_:_:)` for one that says it cannot.
    private func set(_ tls: TLSSettings) throws(MariaDBError) {
        switch tls {
        case .off: return
        case .requiredUnverified:
            try set(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, false)
        case .verifyCA(let path):
            // The chain is checked as soon as there is a CA; this is about the name.
            try set(MYSQL_OPT_SSL_CA, path)
            try set(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, false)
        case .verifyFull(let path):
            try set(MYSQL_OPT_SSL_CA, path)
            try set(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, true)
        }
        try set(MYSQL_OPT_SSL_ENFORCE, true)
        let mysql = try opened("mysql_options")
        try check("mysql_options", mysql_options(mysql, MYSQL_OPT_NONBLOCK, nil))
    }

    private func set(_ option: mysql_option, _ text: String) throws(MariaDBError) {
        let mysql = try opened("mysql_options")
        try check("mysql_options", text.withCString { mysql_options(mysql, option, $0) })
    }

    private func set(_ option: mysql_option, _ number: UInt32) throws(MariaDBError) {
        let mysql = try opened("mysql_options")
        try check("mysql_options", withUnsafePointer(to: number) { mysql_options(mysql, option, $0) })
    }

    private func set(_ option: mysql_option, _ flag: Bool) throws(MariaDBError) {
        let mysql = try opened("mysql_options")
        try check("mysql_options", withUnsafePointer(to: my_bool(flag ? 1 : 0)) { mysql_options(mysql, option, $0) })
    }
}
