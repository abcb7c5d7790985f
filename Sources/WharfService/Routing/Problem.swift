/// Why a request was refused: what becomes an RFC 9457 problem document at the router's edge.
struct Problem: Error {
    let type: ProblemType
    /// What happened and what to do about it, for the person at the other end. Never a value, SQL or a path.
    let detail: String
    /// Receipts of the request's loads, where some had begun.
    var loads: [Receipt] = []
    /// The rows or places at fault, at most `RejectError.answerLimit`.
    var errors: [RejectError] = []
    /// Foreign keys that would break.
    var foreignKeys: [ForeignKeyProof.Broken] = []
    /// More headers for the answer, such as `Allow`.
    var headers: [(String, String)] = []
    /// What went wrong underneath, for the log alone.
    var cause: (any Error)?

    init(_ type: ProblemType, _ detail: String, cause: (any Error)? = nil) {
        self.type = type
        self.detail = detail
        self.cause = cause
    }
}
