/// How a CSV file is written: what parts its fields, what quotes them, what ends its lines.
///
/// RFC 4180 knows one dialect, the default here: comma, double quote, CRLF (a bare LF is read as well).
/// `CSVSniffer` finds the dialect of a file out.
public struct CSVDialect: Sendable, Hashable {
    /// What ends a record.
    public enum LineEnd: UInt8, Sendable, Hashable {
        /// LF or CRLF, also mixed in one file. A CR that no LF follows is text of its field: it neither splits a record
        /// nor is it dropped. The one exception is a CR as the very last byte of the input, which ends the last record.
        case newline
        /// CR (as old Mac programs write it), and LF and CRLF too. For files whose lines end in CR only.
        case carriageReturn
    }

    /// The byte between two fields, usually `,` `;` `|` or tab. Default: comma.
    public var delimiter: UInt8
    /// The byte around a quoted field; written twice, it stands for itself. Default: `"`.
    public var quote: UInt8
    /// What ends a record. Default: LF or CRLF.
    public var lineEnd: LineEnd

    /// Makes a dialect; the default is the one of RFC 4180. See `isValid` for what a parser accepts.
    public init(delimiter: UInt8 = 0x2C, quote: UInt8 = 0x22, lineEnd: LineEnd = .newline) {
        self.delimiter = delimiter
        self.quote = quote
        self.lineEnd = lineEnd
    }

    /// Whether a parser accepts this dialect: delimiter and quote are two different ASCII bytes, neither NUL, CR nor LF.
    public var isValid: Bool {
        func isUsable(_ byte: UInt8) -> Bool {
            (1..<0x80).contains(byte) && byte != ASCII.lineFeed && byte != ASCII.carriageReturn
        }
        return isUsable(delimiter) && isUsable(quote) && delimiter != quote
    }
}

/// The bytes that this module knows by name.
enum ASCII {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let comma: UInt8 = 0x2C
    static let semicolon: UInt8 = 0x3B
    static let bar: UInt8 = 0x7C
}
