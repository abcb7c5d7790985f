/// A route's pattern, taken apart once.
struct PathPattern {
    private let segments: [Substring]

    init(_ pattern: String) { segments = Self.segments(of: pattern) }

    /// Whether it has no part in braces.
    var isFixed: Bool { segments.allSatisfy { $0.first != "{" } }

    /// What stands between the slashes of a path or a pattern, empty parts too.
    static func segments(of path: String) -> [Substring] {
        // Byte by byte: with an accent behind it, "/" is another character.
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Substring.init)
    }

    /// What the parts in braces match, in order; nil where the path is another one.
    ///
    /// - Parameter path: its segments.
    func captures(of path: [Substring]) -> [String]? {
        guard segments.count == path.count else { return nil }
        var captures: [String] = []
        for (wanted, given) in zip(segments, path) {
            if wanted.first == "{" {
                guard !given.isEmpty else { return nil }
                captures.append(String(given))
            } else if wanted != given {
                return nil
            }
        }
        return captures
    }
}
