import FastCGI

/// The value of an `Idempotency-Key` header, by which a client repeats a request without doing it twice.
///
/// A string of RFC 8941 (`"8e03978e"`), as draft-ietf-httpapi-idempotency-key-header wants it, or the same without quotes;
/// 1 to 255 visible ASCII characters.
struct IdempotencyKey: Hashable {
    static let mostCharacters = 255

    let text: String

    /// - Returns: `nil` where the request has no key.
    /// - Throws: `Problem` where it has more than one, or one that cannot be read.
    static func of(_ head: RequestHead) throws -> IdempotencyKey? {
        let values = head.request.parameterValues("HTTP_IDEMPOTENCY_KEY")
        guard let value = values.first else { return nil }
        guard values.count == 1, let key = IdempotencyKey(value) else {
            throw Problem(
                .malformedRequest,
                "Idempotency-Key takes one string of 1 to \(mostCharacters) visible ASCII characters, such as a UUID.")
        }
        return key
    }

    init?(_ header: String) {
        var bytes = Array(header.trimmed.utf8)
        let quote = UInt8(ascii: "\"")
        if bytes.first == quote {
            guard bytes.count > 1, bytes.removeLast() == quote else { return nil }
            guard let inner = Self.unescaped(bytes.dropFirst()) else { return nil }
            bytes = inner
        }
        guard (1...Self.mostCharacters).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// RFC 8941 §4.2.5: a backslash stands before a quote or a backslash, and neither stands alone.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
        var text: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte != quote else { return nil }
            guard byte == backslash else {
                text.append(byte)
                continue
            }
            guard let escaped = rest.popFirst(), escaped == quote || escaped == backslash else { return nil }
            text.append(escaped)
        }
        return text
    }
}

extension IdempotencyKey {
    static let parameter = Parameter.header(
        "Idempotency-Key", "Whoever repeats the request with it gets the stored answer; 24 hours unless set otherwise.",
        .string.with("pattern", "^[!#-~][!-~]{0,254}$"))
}
