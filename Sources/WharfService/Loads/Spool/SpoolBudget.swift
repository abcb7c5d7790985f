internal import Glibc
internal import Synchronization

/// How many bytes all spools of this process may hold on disk together.
final class SpoolBudget: Sendable {
    private let state: Mutex<(used: Int, limit: Int)>

    init(limitBytes: Int) { state = Mutex((used: 0, limit: limitBytes)) }

    var usedBytes: Int { state.withLock { $0.used } }

    /// One that is less than what is held only stops what comes next.
    var limitBytes: Int {
        get { state.withLock { $0.limit } }
        set { state.withLock { $0.limit = newValue } }
    }

    /// Takes `bytes` of the budget.
    ///
    /// - Throws: `SpoolError` with `ENOSPC` where that would exceed the limit; then nothing is taken.
    func take(_ bytes: Int, path: String) throws(SpoolError) {
        let fits = state.withLock { state in
            guard state.used + bytes <= state.limit else { return false }
            state.used += bytes
            return true
        }
        guard fits else { throw SpoolError(operation: "spool limit", code: ENOSPC, path: path) }
    }

    func giveBack(_ bytes: Int) { state.withLock { $0.used -= bytes } }
}
