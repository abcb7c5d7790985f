internal import Crypto
internal import FoundationEssentials

/// The secret that a caller shows: `wharf_` and 48 characters of base64url (RFC 4648 §5), which are 32 random bytes and
/// the first 4 of their SHA-256.
///
/// The last 4 tell a token from a slip of the pen without a look into the database, and let scanners for leaked secrets
/// be sure. Neither `description` nor `dump` shows the secret.
struct Token: Sendable {
    /// What the caller sends.
    let text: String

    private static let prefix = "wharf_"
    private static let secretBytes = 32
    private static let checkBytes = 4

    /// A new token, from the system's generator (getrandom(2)).
    init() {
        var generator = SystemRandomNumberGenerator()
        let secret = (0..<Self.secretBytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let coded = Data(secret + Self.check(secret)).base64EncodedString()
        text = Self.prefix + Self.exchange("+", "-", Self.exchange("/", "_", coded))
    }

    /// - Returns: nil where the text cannot be a token.
    init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), !text.utf8.contains(where: "+/=".utf8.contains) else { return nil }
        let coded = Self.exchange("-", "+", Self.exchange("_", "/", String(text.dropFirst(Self.prefix.count))))
        guard let bytes = Data(base64Encoded: coded), bytes.count == Self.secretBytes + Self.checkBytes,
            Array(bytes.suffix(Self.checkBytes)) == Self.check(Array(bytes.prefix(Self.secretBytes)))
        else { return nil }
        self.text = text
    }

    /// What the database keeps instead of the token: its SHA-256. The token has 256 random bits, so that there is
    /// nothing to guess and a slow hash would add nothing.
    var digest: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

    /// Whether `stored` is this token's digest, in a time that does not depend on where they differ.
    func matches(_ stored: [UInt8]) -> Bool { SHA256.hash(data: Array(text.utf8)) == stored }

    private static func check(_ secret: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: secret).prefix(checkBytes)) }

    private static func exchange(_ old: Character, _ new: Character, _ text: String) -> String {
        String(text.map { $0 == old ? new : $0 })
    }
}

extension Token: CustomStringConvertible, CustomReflectable {
    var description: String { "a token" }

    var customMirror: Mirror { Mirror(self, children: []) }
}
