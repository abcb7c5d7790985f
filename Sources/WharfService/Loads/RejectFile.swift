import CSV

/// Rejects as a CSV file that can be corrected and uploaded again.
///
/// Three columns with the reasons come first, so that a record with too many or too few fields shifts nothing; upload
/// recognises them by `HeaderMatcher.reasonPrefix` and leaves them out. UTF-8, comma, CRLF (RFC 4180).
struct RejectFile {
    let dialect: DialectReport?

    private var encoding: FileEncoding { dialect.flatMap { FileEncoding(name: $0.encoding) } ?? .utf8 }

    var header: [UInt8] {
        let columns = (dialect?.columns ?? []).enumerated().map { $1 ?? "\(HeaderMatcher.reasonPrefix)unused_\($0)" }
        return Self.line(
            ["line", "codes", "reasons"].map { Array((HeaderMatcher.reasonPrefix + $0).utf8) }
                + columns.map { Array($0.utf8) })
    }

    func record(_ reject: StoredReject) -> [UInt8] {
        let codes = reject.errors.map(\.code).joined(separator: " ")
        let reasons = reject.errors.map { error in
            (error.field.map { "\($0): " } ?? "") + (error.message ?? error.code)
        }.joined(separator: " ")
        let fields = fields(of: reject.content)
        return Self.line([Array(String(reject.line).utf8), Array(codes.utf8), Array(reasons.utf8)] + fields)
    }

    /// The fields of a kept record; one that cannot be read as CSV stands whole in the first field.
    private func fields(of content: [UInt8]) -> [[UInt8]] {
        var fields: [[UInt8]] = []
        var isReadable = true
        let parser = CSVParser(dialect: CSVDialect(delimiter: dialect?.delimiterByte ?? UInt8(ascii: ",")))
        func take(_ record: borrowing CSVRecord) {
            isReadable = isReadable && record.defect == nil
            for index in 0..<record.count { fields.append(utf8(record[index].bytes)) }
        }
        do {
            try content.withUnsafeBytes { try parser.feed($0) { take($0) } }
            try parser.finish { take($0) }
        } catch {
            isReadable = false
        }
        return isReadable ? fields : [content.withUnsafeBytes { utf8($0) }]
    }

    private func utf8(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var decoded: [UInt8] = []
        if encoding != .utf8, encoding.decode(bytes, into: &decoded) { return decoded }
        return Array(bytes)
    }

    private static func line(_ fields: [[UInt8]]) -> [UInt8] {
        Array(fields.map(quoted).joined(separator: [UInt8(ascii: ",")])) + [13, 10]
    }

    private static func quoted(_ field: [UInt8]) -> [UInt8] {
        let special: Set<UInt8> = [UInt8(ascii: ","), UInt8(ascii: "\""), 10, 13]
        guard field.contains(where: special.contains) else { return field }
        return [34] + field.flatMap { $0 == 34 ? [34, 34] : [$0] } + [34]
    }
}
