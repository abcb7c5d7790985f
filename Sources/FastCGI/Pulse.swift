import Synchronization

/// Counts what the workers of a server do, so that one that does nothing at all can be told from one with nothing to do.
final class Pulse: Sendable {
    private let beats = Atomic<UInt>(0)

    /// A worker waited for a connection, took one, moved bytes of its body or answer, or was done with it.
    func beat() { beats.wrappingAdd(1, ordering: .relaxed) }

    var count: UInt { beats.load(ordering: .relaxed) }
}
