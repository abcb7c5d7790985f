/// A media range of an `Accept` header that keeps the grammar of RFC 9110, section 12.5.1.
struct SlowRange {
    private let type: Substring
    private let subtype: Substring
    let thousandths: Int

    /// Nil where the header does not keep it.
    static func all(in header: String) -> [SlowRange]? {
        let ranges = header.lowercased().split(separator: ",", omittingEmptySubsequences: false).map(SlowRange.init)
        return ranges.contains { $0 == nil } ? nil : ranges.compactMap { $0 }
    }

    private init?(_ text: Substring) {
        let form = /[ \t]*(\*|[a-z0-9+.\-]+)\/(\*|[a-z0-9+.\-]+)((?:[ \t]*;[ \t]*[a-z]+=[a-z0-9.]+)*)[ \t]*/
        guard let match = text.wholeMatch(of: form), match.1 != "*" || match.2 == "*" else { return nil }
        (type, subtype) = (match.1, match.2)
        let weights = match.3.matches(of: /;[ \t]*q=([a-z0-9.]+)/)
        guard let weight = weights.first else {
            thousandths = 1000
            return
        }
        guard weights.count == 1, let number = weight.1.wholeMatch(of: /1(?:\.0{0,3})?|0(?:\.([0-9]{0,3}))?/) else {
            return nil
        }
        thousandths = weight.1.first == "1" ? 1000 : Int(((number.1 ?? "") + "000").prefix(3)) ?? 0
    }

    func closeness(to offer: String) -> Int {
        let parts = offer.split(separator: "/")
        if type == parts[0], subtype == parts[1] { return 2 }
        if type == parts[0], subtype == "*" { return 1 }
        return type == "*" ? 0 : -1
    }

    /// The range that has the say about an offer: the closest, the first of equals; nil where none means it.
    static func closest(to offer: String, in ranges: [SlowRange]) -> SlowRange? {
        for closeness in [2, 1, 0] {
            if let range = ranges.first(where: { $0.closeness(to: offer) == closeness }) { return range }
        }
        return nil
    }
}
