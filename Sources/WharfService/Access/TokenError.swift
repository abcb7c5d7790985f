/// Why a token cannot be made or revoked: one sentence for the person at the command line.
public struct TokenError: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
