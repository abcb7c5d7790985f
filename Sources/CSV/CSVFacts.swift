/// What a parser has seen of its input so far.
public struct CSVFacts: Sendable, Hashable {
    /// Records delivered, those with a defect included.
    public internal(set) var records = 0
    /// Records delivered with a defect.
    public internal(set) var defectiveRecords = 0
    /// Records not delivered: empty lines, and lines of nothing but delimiters.
    public internal(set) var blankRecords = 0
    /// Records, blank ones too, that ended in CRLF.
    public internal(set) var crlfCount = 0
    /// Records, blank ones too, that ended in an LF without CR.
    public internal(set) var lfCount = 0
    /// CRs outside quotes that no LF follows: line ends under `CSVDialect.LineEnd.carriageReturn`, otherwise text (save
    /// for one as the last byte of the input).
    public internal(set) var loneCRCount = 0
    /// Quoted fields, of all records.
    public internal(set) var quotedFields = 0
    /// Quotes inside unquoted fields, taken as text: `5" pipe`, or a blank before an opening quote.
    public internal(set) var literalQuotes = 0
    /// Whether the input begins with the UTF-8 byte order mark.
    public internal(set) var hasByteOrderMark = false
    /// Whether the last line has a line end. Known after `finish`; false for an empty input.
    public internal(set) var hasFinalLineEnd = false
}
