/// What one attempt to write a load came to.
struct WriteOutcome {
    var inserted = 0
    var updated = 0
    var unchanged = 0
    /// Rejects that only the database could find, beside those of the check.
    let lateRejects: RejectSpool
    /// What takes the load back; `nil` of one that has only been thought out.
    var undo: UndoLog?
    var rowsBefore: Int?
    var rowsAfter: Int?
}

/// The load would have more rejects than its budget allows; nothing of it was kept.
struct RejectBudgetExceeded: Error {
    let table: String
    let rejected: Int
}

/// The database refused a row of a load that was written at once; nothing was kept, and the load must be checked.
struct RowsRefused: Error {}

/// A dry run has seen what it would do, and undoes it.
struct DryRunEnded: Error {}

/// The client that waits for the answer has gone; nothing was kept.
struct ClientGone: Error {}

/// Another process took the load for dead and closed it; nothing was kept.
struct LoadTakenAway: Error {}
