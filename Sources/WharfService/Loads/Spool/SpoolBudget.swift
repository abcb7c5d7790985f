internal import Glibc
internal import Synchronization

/// How many bytes all spools of this process may hold on disk together.
final class SpoolBudget: Sendable {
    let limitBytes: Int
    private let used = Mutex(0)

    init(limitBytes: Int) { self.limitBytes = limitBytes }

    var usedBytes: Int { used.withLock { $0 } }

    /// Takes `bytes` of the budget.
    ///
    /// - Throws: `SpoolError` with `ENOSPC` where that would exceed the limit; then nothing is taken.
    func take(_ bytes: Int, path: String) throws(SpoolError) {
        let fits = used.withLock { used in
            guard used + bytes <= limitBytes else { return false }
            used += bytes
            return true
        }
        guard fits else { throw SpoolError(operation: "spool limit", code: ENOSPC, path: path) }
    }

    func giveBack(_ bytes: Int) { used.withLock { $0 -= bytes } }
}
