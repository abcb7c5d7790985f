internal import Synchronization

/// The settings of the process, which every request reads and hardly ever anybody changes: who reads takes no lock.
///
/// Settings that were in force once are kept until the end, so that no reader loses them; there are as many as somebody
/// sent SIGHUP.
final class SettingsInForce: Sendable {
    private final class Snapshot: Sendable {
        let settings: ServiceSettings

        init(_ settings: ServiceSettings) { self.settings = settings }
    }

    private let all: Mutex<[Snapshot]>
    /// The last of all.
    private let current: Atomic<Unmanaged<Snapshot>>

    init(_ settings: ServiceSettings) {
        let first = Snapshot(settings)
        all = Mutex([first])
        current = Atomic(.passUnretained(first))
    }

    var settings: ServiceSettings { current.load(ordering: .acquiring).takeUnretainedValue().settings }

    /// Puts into force what can change; see `Setting.Change`.
    func change(to settings: ServiceSettings) {
        all.withLock { all in
            let next = Snapshot(self.settings.changed(to: settings))
            all.append(next)
            current.store(.passUnretained(next), ordering: .releasing)
        }
    }
}
