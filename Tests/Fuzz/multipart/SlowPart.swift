import Multipart

/// A part as the documentation of the parser says it is read, by regular expressions over its bytes as ISO 8859-1.
struct SlowPart: Equatable {
    private(set) var name: String
    private(set) var filename: String?
    private(set) var contentType: String?
    private(set) var headers: [MultipartPart.Header]
    private(set) var content: [UInt8]

    init(_ part: ParserOutcome.Part) {
        (name, filename, contentType) = (part.part.name, part.part.filename, part.part.contentType)
        (headers, content) = (part.part.headers, part.content)
    }

    /// Nil where the part is refused.
    init?(_ part: SlowReader.Part, _ limits: MultipartLimits) {
        guard part.head.count <= limits.headerBytes, let lines = Self.unfolded(Latin1.text(part.head)) else {
            return nil
        }
        var known: [String: String] = [:]
        headers = []
        for line in lines {
            guard let match = line.wholeMatch(of: /([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t\x20-\x7E\x80-\xFF]*)/) else {
                return nil
            }
            let (header, value) = (String(match.1), Latin1.trimmed(match.2))
            headers.append(.init(name: header, value: Latin1.decoded(value)))
            if known.updateValue(value, forKey: header.lowercased()) != nil, Self.single.contains(header.lowercased()) {
                return nil
            }
        }
        contentType = known["content-type"].map(Latin1.decoded)
        let encoding = known["content-transfer-encoding"]?.lowercased() ?? "binary"
        guard ["binary", "8bit", "7bit"].contains(encoding),
            contentType?.lowercased().hasPrefix("multipart/") != true,
            let parameters = SlowParameters(known["content-disposition"] ?? ""), parameters.value == "form-data",
            let nameBytes = parameters["name"].map({ Latin1.bytes(Self.unescaped($0)) }),
            !nameBytes.isEmpty, nameBytes.count <= limits.nameBytes,
            let name = String(validating: nameBytes, as: UTF8.self)
        else { return nil }
        self.name = name
        content = part.content
        guard parameters["filename*"] ?? parameters["filename"] != nil else { return }
        guard let bytes = Self.filename(parameters), bytes.count <= limits.filenameBytes else { return nil }
        filename = String(decoding: bytes, as: UTF8.self)
    }

    private static let single = ["content-disposition", "content-type", "content-transfer-encoding"]

    /// The header lines, continued ones as one; nil where the first continues none.
    private static func unfolded(_ head: String) -> [String]? {
        var lines: [String] = []
        for line in head.unicodeScalars.split(separator: "\n") {
            var line = String(line)
            if line.unicodeScalars.last == "\r" { line.unicodeScalars.removeLast() }
            if line.isEmpty { break }
            if line.first == " " || line.first == "\t" {
                guard let last = lines.popLast() else { return nil }
                line = last + " " + Latin1.trimmed(line[...])
            }
            lines.append(line)
        }
        return lines
    }

    /// The escapes of browsers.
    private static func unescaped(_ text: String) -> String {
        text.replacing(/%(22|0[AaDd])/) { ["22": "\"", "0A": "\n", "0D": "\r"][$0.1.uppercased()] ?? "" }
    }

    private static func filename(_ parameters: SlowParameters) -> [UInt8]? {
        guard let extended = parameters["filename*"] else {
            return parameters["filename"].map { Latin1.bytes(unescaped($0)) }
        }
        guard let match = extended.wholeMatch(of: /(?i)(utf-8|iso-8859-1)'[^']*'((?:[^%]|%[0-9A-F]{2})*)/) else {
            return nil
        }
        let text = String(match.2).replacing(/%(..)/) { match in
            UInt8(match.1, radix: 16).map { String(UnicodeScalar($0)) } ?? ""
        }
        guard !text.contains("\0") else { return nil }
        return match.1.lowercased() == "utf-8" ? Latin1.bytes(text) : Array(text.utf8)
    }
}
