/// What makes the whole input unreadable, as opposed to a `CSVDefect` of one record.
public enum CSVError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The input ends inside a quoted field. `line` is the physical line (from 1) and `offset` the byte offset (from 0)
    /// of the quote that opened it.
    case unclosedQuote(line: Int, offset: Int)

    /// One sentence for a user.
    public var description: String {
        switch self {
        case .unclosedQuote(let line, let offset):
            "The quote opened in line \(line) (byte offset \(offset)) is never closed."
        }
    }
}
