/// A header value with parameters: `form-data; name="a"; filename=b.csv`.
///
/// A parameter's value is a quoted string or everything up to the next `;`. In a quoted string `\"` and `\\` stand for
/// the second character (RFC 822's quoted pair, which curl writes); before any other character a backslash is itself,
/// as in the Windows paths that some clients send.
struct HeaderParameters {
    /// Before the first `;`, in lower case.
    let value: String
    private let parameters: [String: [UInt8]]

    /// Nil when the grammar is broken or a parameter comes twice.
    init?(_ bytes: ArraySlice<UInt8>) {
        var input = bytes
        value = String(decoding: input.takeUpToSemicolon(), as: UTF8.self).lowercased()
        var parameters: [String: [UInt8]] = [:]
        while input.popFirst() != nil {
            input = input.trimmingBlanks()
            // A semicolon at the end is common and harmless.
            if input.isEmpty { break }
            guard let (name, value) = Self.takeParameter(&input),
                parameters.updateValue(value, forKey: name) == nil
            else { return nil }
        }
        self.parameters = parameters
    }

    /// - Parameter name: in lower case.
    subscript(name: String) -> [UInt8]? {
        parameters[name]
    }

    /// Leaves `input` empty or at a semicolon.
    private static func takeParameter(_ input: inout ArraySlice<UInt8>) -> (name: String, value: [UInt8])? {
        let name = input.prefix(while: \.isTokenCharacter)
        input = input.dropFirst(name.count).trimmingBlanks()
        guard !name.isEmpty, input.popFirst() == UInt8(ascii: "=") else { return nil }
        input = input.trimmingBlanks()
        let key = String(decoding: name, as: UTF8.self).lowercased()
        if input.first == UInt8(ascii: "\"") {
            return takeQuoted(&input).map { (key, $0) }
        }
        let value = input.takeUpToSemicolon()
        return value.isEmpty || value.contains(UInt8(ascii: "\"")) ? nil : (key, Array(value))
    }

    private static func takeQuoted(_ input: inout ArraySlice<UInt8>) -> [UInt8]? {
        let quote = UInt8(ascii: "\"")
        let backslash = UInt8(ascii: "\\")
        input.removeFirst()
        var value: [UInt8] = []
        while let byte = input.popFirst() {
            if byte == quote {
                input = input.trimmingBlanks()
                return input.isEmpty || input.first == UInt8(ascii: ";") ? value : nil
            }
            if byte == backslash, let next = input.first, next == quote || next == backslash {
                value.append(next)
                input.removeFirst()
            } else {
                value.append(byte)
            }
        }
        return nil
    }
}

/// The escapes of browsers in names and file names: `%22`, `%0D` and `%0A`, and no others, so that a literal `%` needs
/// none (HTML standard, "multipart/form-data encoding algorithm").
enum FormEscapes {
    static func decoded(_ bytes: [UInt8]) -> [UInt8] {
        var rest = bytes[...]
        var decoded: [UInt8] = []
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), let value = PercentCode.value(of: rest.prefix(2)),
                value == UInt8(ascii: "\"") || value == .carriageReturn || value == .lineFeed
            else {
                decoded.append(byte)
                continue
            }
            decoded.append(value)
            rest = rest.dropFirst(2)
        }
        return decoded
    }
}

/// `UTF-8''na%C3%AFve.csv` (RFC 8187, section 3.2). RFC 7578 tells senders not to use it; some do.
enum ExtendedValue {
    /// As UTF-8. Nil when it is not of that form, its charset is another than UTF-8 and ISO-8859-1, or it holds a NUL.
    static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
        let fields = bytes.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3, let value = percentDecoded(fields[2]), !value.contains(0) else { return nil }
        switch String(decoding: fields[0], as: UTF8.self).lowercased() {
        case "utf-8": return value
        case "iso-8859-1": return Array(String(String.UnicodeScalarView(value.map(Unicode.Scalar.init))).utf8)
        default: return nil
        }
    }

    private static func percentDecoded(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        var rest = bytes
        var decoded: [UInt8] = []
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let value = PercentCode.value(of: rest.prefix(2)) else { return nil }
            decoded.append(value)
            rest = rest.dropFirst(2)
        }
        return decoded
    }
}

/// Two hexadecimal digits.
enum PercentCode {
    static func value(of digits: ArraySlice<UInt8>) -> UInt8? {
        guard digits.count == 2, digits.allSatisfy(\.isHexDigit) else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}

extension UInt8 {
    var isBlank: Bool {
        self == .space || self == .tab
    }

    var isHexDigit: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    /// RFC 9110, section 5.6.2.
    var isTokenCharacter: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }
}

extension ArraySlice<UInt8> {
    func trimmingBlanks() -> ArraySlice<UInt8> {
        var slice = drop(while: \.isBlank)
        while slice.last?.isBlank == true {
            slice.removeLast()
        }
        return slice
    }

    /// Takes what is before the next semicolon, without the blanks around it; leaves the semicolon.
    mutating func takeUpToSemicolon() -> ArraySlice<UInt8> {
        let taken = prefix { $0 != UInt8(ascii: ";") }
        self = dropFirst(taken.count)
        return taken.trimmingBlanks()
    }
}
