internal import Synchronization

/// Audit rows on their way into the database: kept in memory until the instance's keeper writes them, a second later.
///
/// So a refusal costs no statement, and a flood of them few rows. Refusals that are alike (address, caller, act and
/// status) give one row at once and, after a minute, one for all that followed, with their number. In a minute at most
/// `kindLimit` kinds are told apart; what goes beyond is counted as one kind of its own. That makes at most 202 rows a
/// minute and instance, whatever is sent from wherever.
final class AuditLedger: Sendable {
    private struct Kind: Hashable {
        let address: String?
        let who: String
        let act: String
        let refusal: ProblemType?
    }

    private struct Window {
        var latest: AuditEntry
        var unwritten = 0
        let began: ContinuousClock.Instant
    }

    private struct State {
        var windows: [Kind: Window] = [:]
        var due: [AuditEntry] = []
    }

    static let kindLimit = 100
    /// Rows that wait for a database that is away.
    static let dueLimit = 1000
    private static let windowLength = Duration.seconds(60)

    private let state = Mutex(State())

    /// Counts a refusal.
    func note(_ entry: AuditEntry, now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            let (kind, entry) = Self.place(entry, in: state.windows)
            if state.windows[kind] != nil {
                state.windows[kind]?.latest = entry
                state.windows[kind]?.unwritten += 1
            } else {
                state.windows[kind] = Window(latest: entry, began: now)
                state.due.append(entry)
            }
        }
    }

    /// Takes the rows that are to be written by now.
    ///
    /// - Parameter isLast: whether minutes that are not over count as over.
    func takeDue(isLast: Bool = false, now: ContinuousClock.Instant = .now) -> [AuditEntry] {
        state.withLock { state in
            for (kind, window) in state.windows where isLast || now - window.began >= Self.windowLength {
                state.windows[kind] = nil
                guard window.unwritten > 0 else { continue }
                var entry = window.latest
                entry.occurrences = window.unwritten
                state.due.append(entry)
            }
            defer { state.due = [] }
            return state.due
        }
    }

    /// Keeps rows that could not be written for the next time.
    ///
    /// - Returns: those that there is no room for.
    func keep(_ entries: [AuditEntry]) -> [AuditEntry] {
        state.withLock { state in
            let room = max(0, Self.dueLimit - state.due.count)
            state.due = Array(entries.prefix(room)) + state.due
            return Array(entries.dropFirst(room))
        }
    }

    /// Rows that wait to be written.
    var dueCount: Int { state.withLock { $0.due.count } }

    private static func place(_ entry: AuditEntry, in windows: [Kind: Window]) -> (Kind, AuditEntry) {
        let kind = Kind(address: entry.address, who: entry.who, act: entry.act, refusal: entry.refusal)
        if windows[kind] != nil || windows.count < kindLimit { return (kind, entry) }
        let many = AuditEntry(
            at: entry.at, requestID: nil, who: "various", address: nil, act: "various", target: "various",
            detail: "more kinds of refusals in a minute than are told apart")
        return (Kind(address: nil, who: many.who, act: many.act, refusal: nil), many)
    }
}
