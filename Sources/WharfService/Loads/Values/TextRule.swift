/// `CHAR`, `VARCHAR` and the `TEXT` types, and the text of `JSON`.
///
/// The text is kept as it is, blanks and NUL characters too; it is not normalised. Trailing spaces count: a `VARCHAR`
/// that is too long by its spaces alone is `.tooLong`, where the server would cut them off with a note. A `CHAR` never
/// stores them, so they are taken off first.
/// Of several broken rules it names the first of `.badEncoding`, `.tooLong`.
struct TextRule {
    let maximumCharacters: Int
    /// In the column's own character set.
    let maximumBytes: Int
    let isPadded: Bool
    let characterSet: ColumnCharacterSet

    func check(_ text: UnsafeRawBufferPointer, into row: inout RowEncoder) -> RejectCode? {
        let kept = isPadded ? Self.trimmingEnd(text) : text
        guard let summary = UTF8Summary(kept), let octets = characterSet.octetCount(of: kept, summary) else {
            return .badEncoding
        }
        guard summary.codePoints <= maximumCharacters, octets <= maximumBytes else { return .tooLong }
        row.append(bytes: kept)
        return nil
    }

    /// Whether the text is JSON is for the database to say.
    static func checkJSON(_ text: UnsafeRawBufferPointer, into row: inout RowEncoder) -> RejectCode? {
        guard UTF8Summary(text) != nil else { return .badEncoding }
        row.append(bytes: text)
        return nil
    }

    private static func trimmingEnd(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var end = text.count
        while end > 0, text[end - 1] == UInt8(ascii: " ") { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: text[..<end])
    }
}
