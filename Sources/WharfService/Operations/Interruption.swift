import FastCGI
internal import Glibc
internal import Synchronization

/// Ctrl-C and its kin as a question that long work asks itself. The second one ends the process where it stands.
///
/// Make it before any other thread exists, see `SignalWait`.
public final class Interruption: Sendable {
    private let wasAsked = Mutex(false)

    /// - Throws: where the system has no room for a thread.
    public init() throws {
        let signals = SignalWait()
        try SideThread<Void>.detach { [self] in
            Self.waitForEnd(signals)
            wasAsked.withLock { $0 = true }
            Self.waitForEnd(signals)
            _exit(CommandError.interrupted)
        }
    }

    /// Whether the work is to end in order.
    public var isAsked: Bool { wasAsked.withLock { $0 } }

    private static func waitForEnd(_ signals: SignalWait) {
        while signals.next() == .user1 {}
    }
}
