internal import Synchronization

/// The loads that run in this process: how far they are, how many there may be, and what has come of them.
final class LoadRegistry: Sendable {
    private struct State {
        var tableLimit: Int
        var progress: [LoadIdentifier: Receipt.Progress] = [:]
        var requests = 0
        /// Loads that hold a place, by table.
        var tables: [String: Int] = [:]
        /// Loads whose rows were closed by somebody else.
        var cancelled: Set<LoadIdentifier> = []
        /// Receipts whose end could not be written because the database was away.
        var unsaved: [Receipt] = []
    }

    /// Long requests that may run at once.
    let requestLimit: Int
    /// What has become of the loads that have ended.
    let figures = LoadFigures()
    private let state: Mutex<State>

    init(requestLimit: Int, tableLimit: Int = .max) {
        self.requestLimit = requestLimit
        state = Mutex(State(tableLimit: tableLimit))
    }

    /// Loads into one table that may run at once.
    var tableLimit: Int {
        get { state.withLock { $0.tableLimit } }
        set { state.withLock { $0.tableLimit = newValue } }
    }

    /// Takes a place for one long request; false where there is none.
    func enter() -> Bool {
        state.withLock { state in
            guard state.requests < requestLimit else { return false }
            state.requests += 1
            return true
        }
    }

    func leave() { state.withLock { $0.requests -= 1 } }

    /// Takes a place for one load into a table; false where there is none.
    func enter(table: String) -> Bool {
        state.withLock { state in
            guard state.tables[table, default: 0] < state.tableLimit else { return false }
            state.tables[table, default: 0] += 1
            return true
        }
    }

    func leave(table: String) {
        state.withLock { state in
            let others = state.tables[table, default: 0] - 1
            state.tables[table] = others > 0 ? others : nil
        }
    }

    func note(_ id: LoadIdentifier, _ progress: Receipt.Progress) { state.withLock { $0.progress[id] = progress } }

    /// Takes note of the end of a load, which has its final state.
    func end(_ receipt: Receipt) {
        forget(receipt.id)
        figures.note(receipt)
    }

    private func forget(_ id: LoadIdentifier) {
        state.withLock { state in
            state.progress[id] = nil
            state.cancelled.remove(id)
        }
    }

    /// Tells a running load that it must not go on.
    func cancel(_ id: LoadIdentifier) {
        state.withLock { state in
            if state.progress[id] != nil { state.cancelled.insert(id) }
        }
    }

    func isCancelled(_ id: LoadIdentifier) -> Bool { state.withLock { $0.cancelled.contains(id) } }

    /// Keeps the end of a load until the database can take it.
    func keep(_ receipt: Receipt) { state.withLock { $0.unsaved.append(receipt) } }

    var running: [LoadIdentifier: Receipt.Progress] { state.withLock { $0.progress } }

    /// Takes the receipts that wait to be written; what fails again comes back by `keep`.
    func takeUnsaved() -> [Receipt] {
        state.withLock { state in
            defer { state.unsaved = [] }
            return state.unsaved
        }
    }
}
