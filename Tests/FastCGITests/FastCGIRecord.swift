/// A record of the FastCGI protocol (specification, section 3.3), as a web server writes and reads it.
struct FastCGIRecord {
    enum Kind: UInt8 {
        case beginRequest = 1
        case endRequest = 3
        case parameters = 4
        case input = 5
        case output = 6
    }

    /// The limit of the two length bytes.
    static let largestContent = 65535

    static func bytes(_ kind: Kind, _ content: some Collection<UInt8>, padding: Int = 0) -> [UInt8] {
        let count = content.count
        let header: [UInt8] = [1, kind.rawValue, 0, 1, UInt8(count >> 8), UInt8(count & 0xff), UInt8(padding), 0]
        return header + content + [UInt8](repeating: 0xee, count: padding)
    }

    /// Role responder; the connection is not kept.
    static let begin = bytes(.beginRequest, [0, 1, 0, 0, 0, 0, 0, 0])

    /// Role responder; the connection is kept (FCGI_KEEP_CONN).
    static let keepingBegin = bytes(.beginRequest, [0, 1, 1, 0, 0, 0, 0, 0])

    static func parameters(_ pairs: [([UInt8], [UInt8])]) -> [UInt8] {
        let content = pairs.flatMap { name, value in length(name.count) + length(value.count) + name + value }
        return bytes(.parameters, content)
    }

    static func parameters(_ pairs: [(String, String)]) -> [UInt8] {
        parameters(pairs.map { (Array($0.utf8), Array($1.utf8)) })
    }

    /// One byte up to 127, four with the high bit set above.
    private static func length(_ count: Int) -> [UInt8] {
        if count < 128 { return [UInt8(count)] }
        return [UInt8(count >> 24) | 0x80, UInt8(count >> 16 & 0xff), UInt8(count >> 8 & 0xff), UInt8(count & 0xff)]
    }
}

/// What a web server makes of the bytes that come back.
struct FastCGIReply {
    var output: [UInt8] = []
    /// The end record has come: the answer is whole.
    var hasEnded = false
    /// A record of an unknown version has come; nginx drops the connection there.
    var isBroken = false

    /// Reads all whole records in `bytes`.
    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while rest.count >= 8 {
            let header = Array(rest.prefix(8))
            guard header[0] == 1 else {
                isBroken = true
                return
            }
            let length = Int(header[4]) << 8 | Int(header[5])
            guard rest.count >= 8 + length + Int(header[6]) else { return }
            let content = rest.dropFirst(8).prefix(length)
            if header[1] == FastCGIRecord.Kind.output.rawValue { output += content }
            if header[1] == FastCGIRecord.Kind.endRequest.rawValue { hasEnded = true }
            rest = rest.dropFirst(8 + length + Int(header[6]))
        }
    }

    /// The lines before the blank one.
    var head: [String] {
        let text = String(decoding: output, as: UTF8.self)
        return text.components(upTo: "\r\n\r\n").split(separator: "\r\n").map(String.init)
    }

    var status: String {
        head.first ?? ""
    }

    var body: [UInt8] {
        let end = output.indices.first { output[$0...].starts(with: "\r\n\r\n".utf8) }
        return end.map { Array(output[($0 + 4)...]) } ?? []
    }
}

extension String {
    /// Up to `separator`, or all of it.
    fileprivate func components(upTo separator: String) -> String {
        let bytes = Array(utf8)
        let end = bytes.indices.first { bytes[$0...].starts(with: separator.utf8) } ?? bytes.count
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
