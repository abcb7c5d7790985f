/// What the `Authorization` headers of a request hold (RFC 6750 §2.1).
enum Credentials {
    case none
    case token(Token)
    /// Another scheme than `Bearer`.
    case otherScheme
    /// A `Bearer` that cannot be a token of ours, or more than one header.
    case malformed

    /// More than a token takes, and little enough to look at.
    private static let mostBytes = 4096

    /// - Parameter headers: the value of each `Authorization` header, as it came.
    init(_ headers: [String]) {
        let given = headers.filter { !$0.isEmpty }
        guard let header = given.first else {
            self = .none
            return
        }
        self = given.count > 1 || header.utf8.count > Self.mostBytes ? .malformed : Self.read(header)
    }

    /// "The scheme is case-insensitive", one or more blanks, the token (RFC 9110 §11.4).
    private static func read(_ header: String) -> Credentials {
        let scheme = header.prefix { $0 != " " }
        guard scheme.lowercased() == "bearer" else { return .otherScheme }
        let rest = header.dropFirst(scheme.count).drop { $0 == " " }
        return Token(String(rest)).map(Credentials.token) ?? .malformed
    }
}
