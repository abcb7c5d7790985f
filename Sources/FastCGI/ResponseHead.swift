/// The header block of an answer, in CGI's form (RFC 3875, section 6.3): `Status` first, then the headers.
///
/// Checked when made: nothing in it can end a line early.
struct ResponseHead {
    private let status: Int
    private var text: [UInt8] = []

    /// - Throws: `.invalidHead`, naming the header but not its value.
    init(
        status: Int, reason: String?, headers: [(String, String)], mayHaveLength: Bool
    ) throws(FastCGIError) {
        guard (200...599).contains(status) else { throw Self.refusal("the status \(status) is not in 200...599") }
        let reason = reason ?? ReasonPhrase.usual(for: status)
        guard Self.isFieldValue(reason) else { throw Self.refusal("the reason has a control character") }
        self.status = status
        text.reserveCapacity(512)
        append("Status", "\(status) \(reason)")
        for (name, value) in headers {
            try Self.check(name: name, value: value, mayHaveLength: mayHaveLength)
            append(name, value)
        }
    }

    /// False for 204 and 304.
    var mayHaveBody: Bool {
        status != 204 && status != 304
    }

    mutating func appendLength(_ bytes: Int) {
        append("Content-Length", String(bytes))
    }

    /// The block with the empty line that ends it.
    func bytes() -> [UInt8] { text + "\r\n".utf8 }

    private mutating func append(_ name: String, _ value: String) {
        text.append(name)
        text.append(": ")
        text.append(value)
        text.append("\r\n")
    }

    private static func check(name: String, value: String, mayHaveLength: Bool) throws(FastCGIError) {
        guard isToken(name) else { throw refusal("a header's name is not a token") }
        guard !isName(name, "status") else { throw refusal("Status is given by `status` and `reason`") }
        guard mayHaveLength || !isName(name, "content-length") else {
            throw refusal("Content-Length is counted by `respond`")
        }
        guard isFieldValue(value) else { throw refusal("the value of \(name) has a control character") }
    }

    /// - Parameter lowercased: letters and hyphens, which the bit that makes letters small leaves as they are.
    private static func isName(_ name: String, _ lowercased: String) -> Bool {
        name.utf8.count == lowercased.utf8.count && name.utf8.elementsEqual(lowercased.utf8) { $0 | 0x20 == $1 }
    }

    /// RFC 9110, section 5.6.2.
    private static func isToken(_ name: String) -> Bool {
        let symbols = "!#$%&'*+.^_`|~".utf8
        return !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"): true
                default: symbols.contains(byte)
                }
            }
    }

    /// RFC 9110, section 5.5: no CR, LF, NUL, nor another control character but the tab.
    private static func isFieldValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7f) || $0 == 0x09 }
    }

    private static func refusal(_ message: String) -> FastCGIError {
        FastCGIError("respond", .invalidHead, message)
    }
}

extension [UInt8] {
    /// In one piece: as a sequence of bytes a string takes several times as long.
    fileprivate mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(contentsOf: $0) }
    }
}
