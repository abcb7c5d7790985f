public import MariaDB

/// Makes, lists and revokes tokens: what `wharf token` does. Each change and its row in `wharf_audit` are one
/// transaction.
public struct TokenOffice {
    private let connection: Connection
    private let clerk: String

    /// - Parameter clerk: who is at the command line, for the audit; the system's name for the user.
    /// - Throws: `SchemaError` where migrations are missing; `MariaDBError`.
    public init(_ settings: ConnectionSettings, clerk: String) throws {
        connection = try Connection(settings)
        self.clerk = "command:\(clerk)"
        try SchemaError.check(connection)
    }

    /// Makes a token.
    ///
    /// - Parameters:
    ///   - name: 1 to 64 of `A-Z a-z 0-9 . _ @ -`. Several tokens may have one, so that a new one can take over from an
    ///     old one.
    ///   - scopes: at least one.
    /// - Returns: the record's id, and the token, which nobody can find out afterwards.
    /// - Throws: `TokenError`, `MariaDBError`.
    public func issue(name: String, scopes: ScopeSet, expiry: TokenExpiry) throws -> (id: LoadIdentifier, token: String)
    {
        try Self.check(name: name)
        guard !scopes.isEmpty else { throw TokenError("a token needs a scope, such as --scope load,read") }
        let token = Token()
        let id = LoadIdentifier()
        let detail = "id \(id), scopes \(scopes), expires \(expiry.time ?? "never")"
        try connection.transaction { connection in
            try TokenStore(connection: connection)
                .insert(token, id: id, name: name, scopes: scopes, expiresAt: expiry.time)
            try audit("create token", of: name, detail, connection)
        }
        return (id, token.text)
    }

    /// All tokens, in the order in which they were made.
    public func tokens() throws -> [TokenRecord] { try TokenStore(connection: connection).all() }

    /// Ends a token; requests that were let in before go on.
    ///
    /// - Parameter spoken: its id, or a name that only one token in force has.
    /// - Throws: `TokenError` where it means no token or several, or one that was revoked before; `MariaDBError`.
    public func revoke(_ spoken: String) throws -> TokenRecord {
        let record = try find(spoken)
        try connection.transaction { connection in
            guard try TokenStore(connection: connection).revoke(record.id) else {
                throw TokenError("token \(record.id) ('\(record.name)') was revoked before")
            }
            try audit("revoke token", of: record.name, "id \(record.id)", connection)
        }
        return record
    }

    private func find(_ spoken: String) throws -> TokenRecord {
        let all = try tokens()
        if let id = LoadIdentifier(spoken), let record = all.first(where: { $0.id == id }) { return record }
        let named = all.filter { $0.name == spoken && $0.revokedAt == nil }
        guard let record = named.first else {
            throw TokenError("there is no token '\(spoken.forMessage)' in force; 'wharf token list' shows them all")
        }
        guard named.count == 1 else {
            let ids = named.map(\.id.description).joined(separator: ", ")
            throw TokenError("\(named.count) tokens are called '\(spoken)'; give the id of one: \(ids)")
        }
        return record
    }

    private func audit(_ act: String, of name: String, _ detail: String, _ connection: Connection) throws {
        try AuditStore(connection: connection).insert(
            AuditEntry(requestID: nil, who: clerk, address: nil, act: act, target: name, detail: detail))
    }

    private static func check(name: String) throws(TokenError) {
        let isAllowed = { (byte: UInt8) -> Bool in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "._@-".utf8.contains(byte)
            }
        }
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(isAllowed), name != Caller.anonymousName else {
            throw TokenError(
                "a token's name has 1 to 64 letters, digits and . _ @ -, and is not '\(Caller.anonymousName)'")
        }
    }
}
