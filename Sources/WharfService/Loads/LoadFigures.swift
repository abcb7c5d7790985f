internal import Glibc
internal import Synchronization

/// What has become of this process's loads, by table. Dry runs do not count, nor does taking a load back.
final class LoadFigures: Sendable {
    struct TableFigures {
        var loads: [LoadState: Int] = [:]
        var inserted = 0
        var updated = 0
        var unchanged = 0
        var rejected = 0
        var rejects: [String: Int] = [:]
        /// Seconds since 1970.
        var lastSuccess: Double?
    }

    /// As many tables are told apart; what goes beyond is counted under `other`.
    static let mostTables = 100
    static let other = "_other"

    private let state = Mutex<[String: TableFigures]>([:])

    var now: [String: TableFigures] { state.withLock { $0 } }

    /// Takes what earlier processes achieved, so that a restart does not look like a table that was never loaded.
    func remember(_ successes: [(table: String, seconds: Double)]) {
        for success in successes {
            change(success.table) { $0.lastSuccess = max($0.lastSuccess ?? 0, success.seconds) }
        }
    }

    /// Counts a load that has ended.
    func note(_ receipt: Receipt) {
        guard !receipt.options.dryRun, receipt.undoes == nil else { return }
        change(receipt.table) { figures in
            figures.loads[receipt.state, default: 0] += 1
            figures.inserted += receipt.inserted
            figures.updated += receipt.updated
            figures.unchanged += receipt.unchanged
            figures.rejected += receipt.rejected
            figures.rejects.merge(receipt.rejectsByCode, uniquingKeysWith: +)
            if receipt.state == .done { figures.lastSuccess = Double(time(nil)) }
        }
    }

    private func change(_ table: String, _ body: (inout TableFigures) -> Void) {
        state.withLock { state in
            let isKnown = state[table] != nil || state.count < Self.mostTables
            body(&state[isKnown ? table : Self.other, default: TableFigures()])
        }
    }
}
