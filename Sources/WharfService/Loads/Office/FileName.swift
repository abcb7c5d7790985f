/// What a file's name says of its content: `departments.csv`, `jobs.ndjson.gz`.
struct FileName {
    /// The name without its folder.
    let text: String
    /// The name without its endings, which names the table.
    let stem: String
    /// The ending that says what the records are; nil where there is none that does.
    let ending: String?

    private static let endings = ["csv", "tsv", "psv", "txt", "ndjson", "jsonl"]

    init(path: String) {
        text = path.split(separator: "/").last.map(String.init) ?? path
        let isPacked = text.lowercased().hasSuffix(".gz")
        let unpacked = isPacked ? String(text.dropLast(3)) : text
        guard let dot = unpacked.lastIndex(of: "."), dot > unpacked.startIndex else {
            (stem, ending) = (unpacked, nil)
            return
        }
        let last = unpacked[unpacked.index(after: dot)...].lowercased()
        stem = String(unpacked[..<dot])
        ending = Self.endings.contains(last) ? last : nil
    }

    var format: RowFormat { RowFormat(mediaType: "", fileName: ending.map { "\(stem).\($0)" }) }
}
