/// Where the server is and how a session with it behaves.
///
/// A value; copies are independent. Neither `description` nor `dump` shows the password.
public struct ConnectionSettings: Sendable {
    /// Host for TCP; ignored when `socket` is set. Default `127.0.0.1`.
    public var host: String
    /// Port for TCP. Default 3306.
    public var port: UInt16
    /// Path of a Unix socket; `nil` (the default) means TCP.
    public var socket: String?
    public var user: String
    public var password: String
    /// The session's default schema, or none.
    public var database: String?
    /// How long a connection may take, default 10. This and the two below: 0 waits for ever.
    public var connectTimeoutSeconds: UInt32
    /// How long the server may stay silent after a statement, default 3600: an `ALTER TABLE` answers only at its end.
    public var readTimeoutSeconds: UInt32
    /// How long one packet may take to leave, default 60.
    public var writeTimeoutSeconds: UInt32
    /// `lock_wait_timeout` (tables) and `innodb_lock_wait_timeout` (rows), at least 1, default 10.
    public var lockWaitTimeoutSeconds: UInt32
    /// Default `.off`, which is right for a Unix socket, loopback and the Cloud SQL Auth Proxy.
    public var tls: TLSSettings
    /// Default `.readCommitted`: fewer locks between rows than the servers' own default.
    public var isolationLevel: IsolationLevel

    public init(
        host: String = "127.0.0.1", port: UInt16 = 3306, socket: String? = nil, user: String, password: String = "",
        database: String? = nil, connectTimeoutSeconds: UInt32 = 10, readTimeoutSeconds: UInt32 = 3600,
        writeTimeoutSeconds: UInt32 = 60, lockWaitTimeoutSeconds: UInt32 = 10, tls: TLSSettings = .off,
        isolationLevel: IsolationLevel = .readCommitted
    ) {
        self.host = host
        self.port = port
        self.socket = socket
        self.user = user
        self.password = password
        self.database = database
        self.connectTimeoutSeconds = connectTimeoutSeconds
        self.readTimeoutSeconds = readTimeoutSeconds
        self.writeTimeoutSeconds = writeTimeoutSeconds
        self.lockWaitTimeoutSeconds = lockWaitTimeoutSeconds
        self.tls = tls
        self.isolationLevel = isolationLevel
    }
}

/// How the connection is encrypted and what is checked of the server.
///
/// There is no "if the server can": a TLS setting that the server does not meet is error 2026 (`.tlsFailed`).
public enum TLSSettings: Sendable, Hashable {
    /// Plain text.
    case off
    /// Encrypted; whoever answers is believed. Stops listeners, not impostors.
    case requiredUnverified
    /// The certificate's chain ends at a CA of this PEM file; its name is not compared: right for a CA that signs for
    /// one server only, as Cloud SQL's per-instance CA does.
    case verifyCA(String)
    /// Chain as above, and the certificate names `ConnectionSettings.host`.
    case verifyFull(String)
}

/// See <https://mariadb.com/kb/en/set-transaction/>. The raw value is how both servers spell it in their variable.
public enum IsolationLevel: String, Sendable, Hashable, CaseIterable {
    case readUncommitted = "READ-UNCOMMITTED"
    case readCommitted = "READ-COMMITTED"
    case repeatableRead = "REPEATABLE-READ"
    case serializable = "SERIALIZABLE"
}

extension ConnectionSettings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `user@127.0.0.1:3306/schema` or `user@/run/mysqld/mysqld.sock/schema`.
    public var description: String {
        "\(user)@\(socket ?? "\(host):\(port)")" + (database.map { "/\($0)" } ?? "")
    }

    public var debugDescription: String { description }

    /// Without the password.
    public var customMirror: Mirror {
        Mirror(self, children: ["address": description, "tls": tls, "isolationLevel": isolationLevel])
    }
}
