internal import Glibc
import MariaDB
internal import Synchronization

/// A command's place among the instances while it runs, so that the others leave its tables and files alone.
///
/// A command that is killed is taken for dead after a minute, and what it left is removed by a service.
final class CommandInstance: Sendable {
    private static let beatMilliseconds: Int32 = 500
    private static let silenceBeats = 20

    let id = LoadIdentifier()
    private let isOver: Flag
    private let thread: SideThread<Void>

    private final class Flag: Sendable {
        let value = Mutex(false)
    }

    init(_ settings: ConnectionSettings) throws {
        let (id, flag) = (id, Flag())
        isOver = flag
        try InstanceStore(connection: WorkerDatabase(settings).connection()).beat(id)
        thread = try SideThread {
            let database = WorkerDatabase(settings)
            var beats = 0
            while !flag.value.withLock({ $0 }) {
                poll(nil, 0, Self.beatMilliseconds)
                beats += 1
                guard beats % Self.silenceBeats == 0 else { continue }
                // The next beat makes up for one that was lost; a minute of them is as long as others wait.
                _ = try? InstanceStore(connection: database.connection()).beat(id)
            }
            try InstanceStore(connection: database.connection()).remove(id)
        }
    }

    /// Takes the command out of the database.
    func end() throws {
        isOver.value.withLock { $0 = true }
        try thread.join()
    }
}
