/// What the head of a CSV file says about the whole, and why.
public struct CSVFindings: Sendable, Hashable {
    /// How the lines of a file end.
    public enum LineEnding: String, Sendable, Hashable {
        case crlf, lf, cr
        /// No record of the head has a line end.
        case none
        /// More than one of them occurs as a line end.
        case mixed
    }

    /// What to parse the file with.
    public var dialect: CSVDialect
    /// Whether the file begins with the UTF-8 byte order mark. The parser skips it.
    public var hasByteOrderMark: Bool
    /// How its records end; line ends inside quoted fields do not count.
    public var lineEnding: LineEnding
    /// Whether its first line is `sep=` and a delimiter, as Excel writes it. The parser delivers that line as its first
    /// record, on line 1: skip it.
    public var hasSeparatorLine: Bool
    /// Fields of most records; of two counts equally frequent, the expected one, else the larger one.
    public var fieldCount: Int
    /// Records looked at: complete ones, not blank, not the separator line.
    public var records: Int
    /// Records of those that have `fieldCount` fields.
    public var regularRecords: Int
    /// Fields of those records that are quoted.
    public var quotedFields: Int
    /// The first sound record's fields as text (bytes that are not UTF-8 become U+FFFD). Whether it is a header is for
    /// whoever knows the column names to decide.
    public var firstRecord: [String]
    /// One sentence for each finding, such as `delimiter ';': 200 of 200 records have 5 fields`. Shows no field's
    /// content.
    public var evidence: [String]
}
