/// What is known of a token; not the token itself, which is known to its holder alone.
public struct TokenRecord: Sendable {
    public let id: LoadIdentifier
    public let name: String
    public let scopes: ScopeSet
    /// Times are UTC, as `Timestamp` writes them.
    public let createdAt: String
    /// Nil for a token that does not expire.
    public let expiresAt: String?
    public let revokedAt: String?
    /// Exact to a minute; nil where it was never used.
    public let lastUsedAt: String?
    /// By the database's clock, when the record was read.
    public let isExpired: Bool
}
