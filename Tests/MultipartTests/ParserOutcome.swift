import Multipart

/// All that a parser said about one body, without the cuts between the `body` events.
struct ParserOutcome: Equatable, Sendable, CustomStringConvertible {
    struct Part: Equatable, Sendable {
        var part: MultipartPart
        var content: [UInt8] = []
        var hasEnded = false
    }

    var parts: [Part] = []
    var isComplete = false
    var error: MultipartError?

    /// Parses `body` in pieces that end at `cuts`.
    init(body: [UInt8], boundary: String, cuts: [Int], limits: MultipartLimits = .init()) throws {
        let parser = try MultipartParser(boundary: boundary, limits: limits)
        do {
            var start = 0
            for end in cuts + [body.count] {
                // A copy of its own, so that a read beyond the piece does not find the rest of the body.
                let piece = Array(body[start..<end])
                try piece.withUnsafeBytes { try parser.feed($0) { record($0) } }
                start = end
            }
            try parser.finish()
        } catch let error as MultipartError {
            self.error = error
        }
        isComplete = parser.isComplete
    }

    private mutating func record(_ event: MultipartEvent) {
        switch event {
        case .begin(let part):
            parts.append(Part(part: part))
        case .body(let bytes):
            precondition(!bytes.isEmpty && !parts[parts.count - 1].hasEnded)
            parts[parts.count - 1].content += bytes
        case .end:
            parts[parts.count - 1].hasEnded = true
        }
    }

    var description: String {
        let parts = parts.map { part in
            "\(part.part.name)=\(String(reflecting: String(decoding: part.content, as: UTF8.self)))\(part.hasEnded ? "" : "...")"
        }
        return "\(parts) complete: \(isComplete) error: \(error.map(String.init(describing:)) ?? "none")"
    }
}
