import Bucket
internal import Synchronization

/// What is known of the bucket without asking it: whether it answers, and its newest backups.
final class BucketState: Sendable {
    /// The newest backup of a table, and when a backup of the table was last proven.
    struct Newest: Sendable {
        let bytes: Int
        let rows: Int
        /// Seconds since 1970.
        let takenAt: Int
        /// Seconds since 1970, by level.
        private(set) var provenAt: [BackupProof.Level: Int] = [:]

        init(_ backup: CataloguedBackup) {
            bytes = backup.manifest.bytes
            rows = backup.manifest.rows
            takenAt = backup.manifest.id.milliseconds / 1000
        }

        mutating func add(_ proof: BackupProof?) {
            guard let proof, proof.passed else { return }
            provenAt[proof.level] = max(provenAt[proof.level] ?? 0, proof.id.milliseconds / 1000)
        }
    }

    private struct State {
        var trouble: String?
        var isKnown = false
        var newest: [String: Newest] = [:]
        var hasChanged = false
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

    /// A backup or a proof was written: what is known of the newest is out of date.
    func noteChange() { state.withLock { $0.hasChanged = true } }

    /// Whether something was written since this was last asked.
    func takeChange() -> Bool {
        state.withLock { state in
            defer { state.hasChanged = false }
            return state.hasChanged
        }
    }

    func note(newest: [String: Newest]) { state.withLock { $0.newest = newest } }
}
