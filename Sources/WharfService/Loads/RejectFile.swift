import CSV

/// Rejects as a CSV file that can be corrected and uploaded again.
///
/// Three columns with the reasons come first, so that a record with too many or too few fields shifts nothing; upload
/// recognises them by `HeaderMatcher.reasonPrefix` and leaves them out. UTF-8, comma, CRLF (RFC 4180).
struct RejectFile: RejectListing {
    let dialect: DialectReport?

    var contentType: String { CSVText.contentType }
    var fileExtension: String { "csv" }

    private var encoding: FileEncoding { dialect.flatMap { FileEncoding(name: $0.encoding) } ?? .utf8 }

    var header: [UInt8] {
        CSVText.line(
            (["line", "codes", "reasons"].map { HeaderMatcher.reasonPrefix + $0 } + filled.map(\.name)).map {
                CSVText.field(Array($0.utf8))
            })
    }

    func record(_ reject: StoredReject) -> [UInt8] {
        let explanation = [String(reject.line), reject.codes, reject.sentences].map { CSVText.field(Array($0.utf8)) }
        return CSVText.line(explanation + fields(of: reject.content))
    }

    private var columns: [String?] { dialect?.columns ?? [] }

    /// The columns that were filled, with their positions in the file; one that was left out is not given back.
    private var filled: [(field: Int, name: String)] {
        columns.enumerated().compactMap { field, name in name.map { (field, $0) } }
    }

    /// The fields of a kept record, as they go into the file. One with too many or too few fields is given back with all
    /// of them, less those of an earlier rejects file; one that cannot be read as CSV stands whole in the first field.
    private func fields(of content: [UInt8]) -> [[UInt8]] {
        guard let fields = parse(content) else { return [CSVText.field(content.withUnsafeBytes { utf8($0) })] }
        guard fields.count == columns.count else { return Array(fields.dropFirst(columns.prefix { $0 == nil }.count)) }
        return filled.map { fields[$0.field] }
    }

    private func parse(_ content: [UInt8]) -> [[UInt8]]? {
        var fields: [[UInt8]] = []
        var isReadable = true
        let parser = CSVParser(dialect: CSVDialect(delimiter: dialect?.delimiterByte ?? UInt8(ascii: ",")))
        func take(_ record: borrowing CSVRecord) {
            isReadable = isReadable && record.defect == nil
            for index in 0..<record.count { fields.append(written(record[index])) }
        }
        do {
            try content.withUnsafeBytes { try parser.feed($0) { take($0) } }
            try parser.finish { take($0) }
        } catch {
            return nil
        }
        return isReadable ? fields : nil
    }

    /// A field that was quoted stays so: quotes tell the text `NULL` from a missing value.
    private func written(_ field: CSVField) -> [UInt8] {
        let bytes = utf8(field.bytes)
        return field.isQuoted ? CSVText.quoted(bytes) : CSVText.field(bytes)
    }

    private func utf8(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var decoded: [UInt8] = []
        if encoding != .utf8, encoding.decode(bytes, into: &decoded) { return decoded }
        return Array(bytes)
    }
}
