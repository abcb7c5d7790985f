/// How lines of the log are written.
public enum LogForm: String, CaseIterable, Sendable {
    /// As text on a terminal, as JSON elsewhere.
    case auto
    /// One object a line, RFC 8259.
    case json
    /// For people.
    case text
}
