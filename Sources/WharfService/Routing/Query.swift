/// The parameters of a query string, decoded; `application/x-www-form-urlencoded` as of the URL standard.
struct Query {
    private(set) var parameters: [(name: String, value: String)] = []

    /// - Throws: `Problem` where an escape is broken, the text is not UTF-8, or a name occurs twice.
    init(_ text: String) throws {
        // Byte by byte: with an accent behind it, "&" is another character.
        for part in text.utf8.split(separator: UInt8(ascii: "&")) {
            let pair = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decode(pair[0])
            guard self[name] == nil else {
                throw Problem(.malformedRequest, "Parameter '\(name.forMessage)' occurs twice in the query string.")
            }
            parameters.append((name, try pair.count == 2 ? Self.decode(pair[1]) : ""))
        }
    }

    subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// - Throws: `Problem` that lists the names where there is another one.
    func allow(_ names: [String]) throws {
        guard let other = parameters.first(where: { !names.contains($0.name) }) else { return }
        let known = names.isEmpty ? "there are none here" : "known here: \(names.joined(separator: ", "))"
        throw Problem(.badOption, "There is no parameter '\(other.name.forMessage)'; \(known).")
    }

    /// A whole number within `range`, or `fallback` where the parameter is absent.
    func integer(_ name: String, in range: ClosedRange<Int>, default fallback: Int) throws -> Int {
        guard let text = self[name] else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw Problem(
                .badOption, "Parameter '\(name)' takes a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// `true` or `false`; nil where the parameter is absent.
    func flag(_ name: String) throws -> Bool? {
        switch self[name] {
        case nil: nil
        case "true": true
        case "false": false
        default: throw Problem(.badOption, "Parameter '\(name)' takes true or false.")
        }
    }

    /// The text as a query string carries it; all but unreserved characters are escaped (RFC 3986 §2.3).
    static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let bytes = text.utf8.flatMap { byte -> [UInt8] in
            let character = Unicode.Scalar(byte)
            let isUnreserved =
                byte < 128 && (character.properties.isAlphabetic || character.properties.numericType != nil)
            if isUnreserved || "-._~".utf8.contains(byte) { return [byte] }
            return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func decode(_ text: Substring.UTF8View) throws -> String {
        var bytes: [UInt8] = []
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else {
                    throw Problem(.malformedRequest, "The query string has a broken % escape.")
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw Problem(.malformedRequest, "The query string is not UTF-8.")
        }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
