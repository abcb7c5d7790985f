/// Why a file is refused before its first record is read.
public enum CSVSniffError: Error, Sendable, Hashable {
    /// No record in it: no bytes, or only white space, blank lines and delimiters.
    case empty
    /// A ZIP archive, which is what `.xlsx` and `.ods` are, or an old Excel file (OLE compound document).
    case spreadsheet
    /// Compressed with gzip (RFC 1952).
    case gzip
    /// UTF-16, by its byte order mark or by its zero bytes.
    case utf16
    /// UTF-32, likewise.
    case utf32
    /// Not text at all; `format` is a noun phrase such as `a PDF document`.
    case binary(format: String)
    /// Text, but no CSV; `format` is a noun phrase such as `a web page or XML`.
    case otherText(format: String)
    /// These delimiters explain the file equally well. In the order comma, semicolon, tab, bar.
    case ambiguousDelimiter([UInt8])
    /// No delimiter gives records of the `expected` number of fields; `found` is the number that most records have with
    /// the best of them.
    case noDelimiter(expected: Int, found: Int)
    /// The first record does not end in the part looked at, or a quote opened in it is never closed.
    case endlessRecord
}

extension CSVSniffError: CustomStringConvertible {
    /// What is wrong and what to do about it, in sentences for a user.
    public var description: String { "\(summary) \(advice)" }

    /// What is wrong, in one sentence.
    public var summary: String {
        switch self {
        case .empty: "The file has no records."
        case .spreadsheet: "This is a spreadsheet (such as an Excel workbook), not a CSV file."
        case .gzip: "This file is compressed with gzip."
        case .utf16: "This text is UTF-16 (which Excel calls Unicode text)."
        case .utf32: "This text is UTF-32."
        case .binary(let format), .otherText(let format): "This is \(format), not a CSV file."
        case .ambiguousDelimiter(let delimiters):
            "The delimiter can be \(delimiters.map(delimiterName).joined(separator: " or ")): all fit equally well."
        case .noDelimiter(let expected, let found):
            "\(expected) fields per record are expected, but no delimiter gives that: most records have \(found)."
        case .endlessRecord: "The first record does not end: a quote in it may never be closed."
        }
    }

    /// What to do about it, in one sentence.
    public var advice: String {
        switch self {
        case .empty: "Send a file with at least one record."
        case .spreadsheet: "Save the sheet as \"CSV UTF-8\" and send that file."
        case .gzip: "Declare it with Content-Encoding: gzip, or unpack it and send the CSV file."
        case .utf16, .utf32: "Save it as \"CSV UTF-8\" and send that file."
        case .binary, .otherText: "Export the data as CSV in UTF-8 and send that file."
        case .ambiguousDelimiter: "Say which delimiter the file uses."
        case .noDelimiter:
            "Separate the fields with comma, semicolon, tab or bar, or say which delimiter the file uses, and check "
                + "that the file belongs to this table."
        case .endlessRecord: "Close the quote, or double it where it is part of a quoted field."
        }
    }
}

/// A delimiter for people: `','`, `tab`.
func delimiterName(_ delimiter: UInt8) -> String {
    delimiter == ASCII.tab ? "tab" : "'\(Character(UnicodeScalar(delimiter)))'"
}
