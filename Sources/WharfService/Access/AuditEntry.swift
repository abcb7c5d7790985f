/// One row of `wharf_audit`: an act that was refused, or one that took something away.
struct AuditEntry: Sendable {
    /// When it happened, or, where it happened several times, when the last of them did.
    var at = Timestamp.now()
    /// Nil for the command line.
    let requestID: String?
    /// The caller's name; `command:` and the system's user for the command line.
    let who: String
    let address: String?
    /// `POST /upload`, or what it did: `update rows`.
    let act: String
    /// What it was done to: a path, a table, a token.
    let target: String
    /// What the caller was answered; nil where it was done.
    var refusal: ProblemType?
    /// A sentence or some numbers. Never a token or a value out of a row.
    let detail: String
    var occurrences = 1
}
