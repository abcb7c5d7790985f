internal import Synchronization

/// How far the connections that fill one twin are, and whether they should go on.
final class TwinProgress: Sendable {
    private struct State {
        var rows = 0
        var isAbandoned = false
    }

    private let state = Mutex(State())

    var rows: Int { state.withLock { $0.rows } }

    /// Counts rows that were sent.
    ///
    /// - Throws: `TwinAbandoned` where another connection has given up.
    func add(_ rows: Int) throws {
        let goesOn = state.withLock { state in
            state.rows += rows
            return !state.isAbandoned
        }
        guard goesOn else { throw TwinAbandoned() }
    }

    func abandon() { state.withLock { $0.isAbandoned = true } }
}

/// A connection stopped filling a twin because another one did; the other one's error is the one to know.
struct TwinAbandoned: Error {}
