internal import Glibc
import Logging
import MariaDB

/// Goes on with the loads that an earlier process on this machine promised, one request after the other, in a thread of
/// its own.
final class PromiseKeeper: Sendable {
    private let shared: SharedState
    private let logger: Logger
    private let thread: SideThread<Void>

    /// Reads the promises at once, before anybody else of the process looks after them.
    init(shared: SharedState, connection: Connection, logger: Logger) throws {
        self.shared = shared
        self.logger = logger
        let promises = try PromiseStore(connection: connection).promises(of: shared.spool.instance)
        thread = try SideThread { PromiseKeeper.run(promises, shared, logger) }
    }

    /// Waits for the thread, which ends soon after the process began to end.
    func stop() {
        do { try thread.join() } catch { preconditionFailure("the thread handles its errors") }
    }

    private static func run(_ promises: [PromiseStore.Promise], _ shared: SharedState, _ logger: Logger) {
        let database = WorkerDatabase { [shared] in shared.settings.database }
        for request in groups(promises) where !shared.mustEnd {
            while !isEnded(request, shared, database, logger), !shared.isEnding {
                poll(nil, 0, PromisedRequest.restMilliseconds)
            }
        }
    }

    /// Goes on with the loads of one request.
    ///
    /// - Returns: false where the database is away, and they have not ended.
    private static func isEnded(
        _ promises: [PromiseStore.Promise], _ shared: SharedState, _ database: WorkerDatabase, _ logger: Logger
    ) -> Bool {
        do {
            try resume(promises, shared, database, logger)
            return true
        } catch {
            if Problem.describing(error).type == .databaseUnavailable { return false }
            logger.error("promised loads wait for the next start", metadata: ["cause": .chain(of: error)])
            return true
        }
    }

    private static func groups(_ promises: [PromiseStore.Promise]) -> [[PromiseStore.Promise]] {
        var groups: [[PromiseStore.Promise]] = []
        for promise in promises {
            if groups.last?.first?.request == promise.request {
                groups[groups.count - 1].append(promise)
            } else {
                groups.append([promise])
            }
        }
        return groups
    }

    private static func resume(
        _ promises: [PromiseStore.Promise], _ shared: SharedState, _ database: WorkerDatabase, _ logger: Logger
    ) throws {
        let loads = try promises.compactMap { promise -> Load? in
            let load = try unfinished(promise, shared, database)
            // Those that have ended, or can not go on, need their files no more.
            if load == nil { try shared.spool.removeFolder(promise.load) }
            return load
        }
        guard !loads.isEmpty else { return }
        logger.notice("going on with a promised load", metadata: ["load": "\(loads[0].receipt.id)"])
        FaultPoint.reached(.promiseResumed)
        try PromisedRequest(loads: loads, logger: logger).attempt { request in
            for load in loads { try load.receiveAgain() }
            _ = try request.run()
        }
    }

    /// The load of a promise where it has not ended, as if its file had just come.
    private static func unfinished(
        _ promise: PromiseStore.Promise, _ shared: SharedState, _ database: WorkerDatabase
    ) throws -> Load? {
        let connection = try database.connection()
        let store = LoadStore(connection: connection)
        guard let receipt = try store.find(promise.load), !receipt.state.isFinal else { return nil }
        if receipt.state == .writing, try TwinRemains(connection: connection).wasSwapped(receipt.id) {
            try store.end(receipt, instance: shared.spool.instance)
            return nil
        }
        try store.deleteRecords(of: receipt.id)
        let context = LoadContext(
            database: database, spool: shared.spool, registry: shared.registry, dictionary: shared.dictionary,
            requestID: receipt.requestID, requestedBy: receipt.by, source: .upload,
            bodyBytes: receipt.progress.bytesExpected,
            isClientGone: { false }, isUndoWanted: shared.settings.undoDays > 0)
        let table = try DictionaryReader(connection: connection).table(named: receipt.table)
        guard let table, table.isLoadable else {
            try store.update(lost(receipt))
            return nil
        }
        return try Load(resuming: receipt, promise.terms, table: table, context: context) { shared.mustEnd }
    }

    private static func lost(_ receipt: Receipt) -> Receipt {
        var lost = receipt
        lost.countNothing()
        lost.state = .failed
        lost.finishedAt = Timestamp.now()
        lost.problem = .init(
            type: ProblemType.tableChanged.rawValue,
            detail: "Table \(receipt.table) was dropped before the load went on.")
        return lost
    }
}
