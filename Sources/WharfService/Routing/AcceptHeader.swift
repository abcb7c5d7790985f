/// The media types that a client takes (RFC 9110 §12.5.1).
struct AcceptHeader {
    private struct Range {
        let type: Substring
        let subtype: Substring
        /// 0 to 1; 0 means that it is not taken.
        let quality: Double

        /// How closely the range means the type: 2 it alone, 1 its family, 0 any; nil for another one.
        func closeness(to mediaType: String) -> Int? {
            let parts = mediaType.split(separator: "/")
            if type == "*" && subtype == "*" { return 0 }
            guard type == parts[0] else { return nil }
            return subtype == "*" ? 1 : subtype == parts[1] ? 2 : nil
        }
    }

    private let ranges: [Range]

    /// - Parameter text: nil or empty where the client says nothing. What is no media range is passed over; where all
    ///   of it is, the client has said nothing.
    init(_ text: String?) {
        ranges = text.map { $0.lowercased().split(separator: ",").compactMap(Self.range) } ?? []
    }

    /// Which of the types on offer the client likes best; the first of equals. Nil where it takes none.
    ///
    /// - Parameter offers: in lower case, the preferred one first.
    func best(of offers: [String]) -> String? {
        guard !ranges.isEmpty else { return offers.first }
        var best: (offer: String, quality: Double, closeness: Int)?
        for offer in offers {
            guard let (quality, closeness) = judge(offer), quality > 0 else { continue }
            if best.map({ (quality, closeness) > ($0.quality, $0.closeness) }) ?? true {
                best = (offer, quality, closeness)
            }
        }
        return best?.offer
    }

    /// "The most specific reference has precedence."
    private func judge(_ offer: String) -> (quality: Double, closeness: Int)? {
        ranges.compactMap { range in range.closeness(to: offer).map { (range.quality, $0) } }
            .max { $0.1 < $1.1 }
    }

    private static func range(_ text: Substring) -> Range? {
        let parts = text.split(separator: ";").map { String($0).trimmed }
        guard let name = parts.first?.split(separator: "/", omittingEmptySubsequences: false), name.count == 2,
            !name[0].isEmpty, !name[1].isEmpty
        else { return nil }
        let weight = parts.dropFirst().first { $0.hasPrefix("q=") }
        return Range(type: name[0], subtype: name[1], quality: weight.flatMap { Double($0.dropFirst(2)) } ?? 1)
    }
}
