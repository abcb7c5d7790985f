/// Why a record cannot be taken apart. The parser goes on with the record after it.
public enum CSVDefect: String, Sendable, Hashable {
    /// After the closing quote of a field comes something other than a delimiter or a line end (blanks count).
    /// The rest of that line belongs to the record, quotes in it mean nothing.
    case badQuoting
    /// The record is longer than `CSVLimits.recordBytes`. Its end is found as usual, quoted line ends respected; takes
    /// precedence over the other defects.
    case tooLarge
    /// The record has more fields than `CSVLimits.fields`.
    case tooManyFields
}
