/// Who asks, once that is known.
struct Caller: Sendable {
    /// The token's name, or `anonymous`: what receipts, log and audit call him. Two tokens may share a name.
    let name: String
    /// Nil for a caller without a token.
    let tokenID: LoadIdentifier?
    let scopes: ScopeSet

    static let anonymousName = "anonymous"

    static func anonymous(_ scopes: ScopeSet) -> Caller {
        Caller(name: anonymousName, tokenID: nil, scopes: scopes)
    }
}
