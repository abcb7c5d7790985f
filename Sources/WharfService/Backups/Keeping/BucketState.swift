import Bucket
internal import Synchronization

/// What is known of the bucket without asking it: whether it answers, and its newest backups.
final class BucketState: Sendable {
    /// The newest backup of a table, and the best that is known of it.
    struct Newest: Sendable {
        let id: LoadIdentifier
        let bytes: Int
        let rows: Int
        /// Seconds since 1970.
        let takenAt: Int
        /// Seconds since 1970 of the newest proof that a backup of the table passed, by level.
        let provenAt: [BackupProof.Level: Int]
    }

    private struct State {
        var trouble: String?
        var isKnown = false
        var newest: [String: Newest] = [:]
    }

    private let state = Mutex(State())

    /// Why the bucket cannot be used; `nil` where it can, or nobody has looked yet.
    var trouble: String? { state.withLock { $0.trouble } }
    /// Whether the bucket answered when it was last asked; `nil` before that.
    var isUp: Bool? { state.withLock { $0.isKnown ? $0.trouble == nil : nil } }
    var newest: [String: Newest] { state.withLock { $0.newest } }

    func note(trouble: String?) {
        state.withLock { state in
            state.isKnown = true
            state.trouble = trouble
        }
    }

    func note(newest: [String: Newest]) { state.withLock { $0.newest = newest } }
}
