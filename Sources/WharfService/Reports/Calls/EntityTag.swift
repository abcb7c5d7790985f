/// A strong entity tag, RFC 9110 §8.8.3: a refresh in one form of answer.
struct EntityTag {
    let refresh: LoadIdentifier
    let form: String

    var text: String { "\"\(refresh)-\(form)\"" }

    /// The refresh that an `If-None-Match` names in this form, where it names one. A tag that a compressing proxy has
    /// weakened counts, too: the comparison is the weak one (RFC 9110 §13.1.2).
    static func refresh(in header: String?, form: String) -> LoadIdentifier? {
        for tag in tags(header) where tag.hasSuffix("-\(form)\"") {
            if let id = LoadIdentifier(String(tag.dropFirst().prefix(26))),
                EntityTag(refresh: id, form: form).text == tag
            {
                return id
            }
        }
        return nil
    }

    private static func tags(_ header: String?) -> [String] {
        (header ?? "").split(separator: ",").map { text in
            let tag = String(text).trimmed
            return tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag
        }
    }
}
