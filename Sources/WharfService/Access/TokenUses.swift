internal import Synchronization

/// Tokens that were used since the instance's keeper looked last, so that no request waits for that to be written.
final class TokenUses: Sendable {
    private let state = Mutex<Set<LoadIdentifier>>([])

    func note(_ id: LoadIdentifier) { state.withLock { _ = $0.insert(id) } }

    func take() -> Set<LoadIdentifier> {
        state.withLock { uses in
            defer { uses = [] }
            return uses
        }
    }
}
