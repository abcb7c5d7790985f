/// Rejects in a form that can be corrected and sent again.
protocol RejectListing {
    var contentType: String { get }
    var fileExtension: String { get }
    /// What stands before the rejects.
    var header: [UInt8] { get }
    /// One reject with its reasons.
    func record(_ reject: StoredReject) -> [UInt8]
}

extension StoredReject {
    /// The codes of the reasons, with blanks between.
    var codes: String { errors.map(\.code).joined(separator: " ") }

    /// The reasons as sentences.
    var sentences: String {
        errors.map { error in (error.field.map { "\($0): " } ?? "") + (error.message ?? error.code) }
            .joined(separator: " ")
    }
}

/// CSV as Wharf writes it: UTF-8, comma, CRLF (RFC 4180).
enum CSVText {
    static let contentType = "text/csv; charset=utf-8"

    static func line(_ fields: [[UInt8]]) -> [UInt8] {
        Array(fields.joined(separator: [UInt8(ascii: ",")])) + [13, 10]
    }

    /// The field in quotes where it needs them.
    static func field(_ field: [UInt8]) -> [UInt8] {
        let special: Set<UInt8> = [UInt8(ascii: ","), UInt8(ascii: "\""), 10, 13]
        return field.contains(where: special.contains) ? quoted(field) : field
    }

    /// Text for a spreadsheet: one that it would take for a formula has an apostrophe before it (OWASP, "CSV Injection").
    static func shown(_ text: [UInt8]) -> [UInt8] {
        let begins: Set<UInt8> = [
            UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 9, 13,
        ]
        return field(text.first.map(begins.contains) == true ? [UInt8(ascii: "'")] + text : text)
    }

    static func quoted(_ field: [UInt8]) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        return [quote] + field.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
    }
}
