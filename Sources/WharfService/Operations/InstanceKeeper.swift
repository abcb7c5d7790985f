internal import Glibc
import Logging
import MariaDB
internal import Synchronization

/// Keeps this instance's place in the database: heartbeat, progress of running loads, and the end of what dead
/// instances left behind. One thread, one connection.
///
/// `@unchecked Sendable`: everything mutable is used by the keeper's own thread alone, but `isStopping`, which is
/// behind its mutex.
final class InstanceKeeper: @unchecked Sendable {
    private static let beatMilliseconds: Int32 = 1000

    let shared: SharedState
    let logger: Logger
    private let wake: (read: Int32, write: Int32)
    private let isStopping = Mutex(false)
    private var thread = pthread_t()
    private var beats = 0
    private var reported: [LoadIdentifier: Receipt.Progress] = [:]

    init(shared: SharedState, logger: Logger) {
        self.shared = shared
        self.logger = logger
        var ends: [Int32] = [0, 0]
        let result = pipe(&ends)
        precondition(result == 0, "pipe gives two descriptors: errno \(errno)")
        wake = (ends[0], ends[1])
    }

    deinit {
        close(wake.read)
        close(wake.write)
    }

    /// Registers the instance and ends the loads of instances that died on this machine.
    ///
    /// - Parameter takesOver: whether loads that they promised go on here; else such an instance is left to one that does.
    func begin(takesOver: Bool = true) throws {
        let connection = try Connection(shared.settings.database)
        try InstanceStore(connection: connection).beat(shared.spool.instance)
        FaultPoint.reached(.instanceBegun)
        let promises = PromiseStore(connection: connection)
        // A load that has ended is not taken over: whoever forgets its promise next would forget its folder, too.
        try promises.sweep()
        let dead = try shared.spool.sweep { loads in
            let promised = try promises.promised(among: loads)
            return takesOver || promised.isEmpty ? promised : nil
        }
        FaultPoint.reached(.spoolsSwept)
        try promises.adopt(dead.flatMap(\.takenOver), instance: shared.spool.instance)
        for dead in dead {
            for promise in try promises.promises(of: dead.instance) where try !shared.spool.holds(promise.load) {
                try promises.delete(promise.load)
            }
            try bury(dead.instance, connection)
            shared.spool.forget(dead)
        }
        try buryUnseen(connection)
        try TwinRemains(connection: connection).sweep()
    }

    private func calls(_ connection: Connection) -> CallStore {
        CallStore(connection: connection, instance: shared.spool.instance)
    }

    func start() throws(SpoolError) {
        let code = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<InstanceKeeper>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        precondition(code == 0, "pthread_create: \(code)")
    }

    /// Ends the thread after a last beat, and takes the instance out of the database.
    func stop() {
        isStopping.withLock { $0 = true }
        var byte: UInt8 = 1
        write(wake.write, &byte, 1)
        pthread_join(thread, nil)
    }

    private func run() {
        let database = WorkerDatabase { [shared] in shared.settings.database }
        let accessDatabase = makeAccessDatabase()
        while true {
            let isLast = isStopping.withLock { $0 }
            do {
                try beat(try database.connection(), isLast: isLast)
            } catch {
                logger.warning("heartbeat failed", metadata: ["cause": .chain(of: error)])
            }
            saveAccess(accessDatabase, isLast: isLast)
            if isLast { return }
            var descriptor = pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0)
            poll(&descriptor, 1, Self.beatMilliseconds)
        }
    }

    private func beat(_ connection: Connection, isLast: Bool) throws {
        try saveUnsaved(connection)
        try shared.unsavedCalls.save(to: calls(connection))
        try shared.unsettledRestores.save(to: RestoreStore(connection: connection))
        let running = shared.registry.running
        let store = LoadStore(connection: connection)
        for (id, progress) in running {
            if reported[id] != progress { try store.updateProgress(id, progress) }
            // Also of one that stands still, whose client or file gives nothing more.
            if try store.find(id)?.state == .interrupted { shared.registry.cancel(id) }
        }
        reported = running
        if isLast { return try InstanceStore(connection: connection).remove(shared.spool.instance) }
        try InstanceStore(connection: connection).beat(shared.spool.instance)
        beats += 1
        guard beats % 30 == 1 else { return }
        try buryUnseen(connection)
        try TwinRemains(connection: connection).sweep()
        try PromiseStore(connection: connection).sweep()
        try calls(connection).expire(afterHours: shared.settings.idempotencyHours)
        try UndoStore(connection: connection).expire(afterDays: shared.settings.undoDays)
        // Last: where the reporting tables cannot be read, the rest is done all the same.
        try noteRefreshes(connection)
    }

    /// Reports are refreshed by other processes, too: by timers, and by other instances.
    private func noteRefreshes(_ connection: Connection) throws {
        let store = RefreshStore(connection: connection, reporting: shared.settings.reporting)
        shared.refreshTimes.note(try store.lastTimes())
    }

    private func saveUnsaved(_ connection: Connection) throws {
        let receipts = shared.registry.takeUnsaved()
        for (index, receipt) in receipts.enumerated() {
            do {
                try LoadStore(connection: connection).end(receipt, instance: shared.spool.instance)
            } catch is LoadTakenAway {
                continue
            } catch {
                receipts[index...].forEach(shared.registry.keep)
                throw error
            }
        }
    }

    private func buryUnseen(_ connection: Connection) throws {
        for dead in try InstanceStore(connection: connection).dead() { try bury(dead, connection) }
    }

    private func bury(_ instance: LoadIdentifier, _ connection: Connection) throws {
        try LoadStore(connection: connection).interrupt(
            loadsOf: instance, why: "The service ended while the load ran; nothing of it was kept. Send the file again."
        )
        try RestoreStore(connection: connection).settle(restoresOf: instance)
        try calls(connection).settle(callsOf: instance)
        try InstanceStore(connection: connection).remove(instance)
        logger.notice("ended the loads of an instance that died", metadata: ["instance": "\(instance)"])
    }
}
