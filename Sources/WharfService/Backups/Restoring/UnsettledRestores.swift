internal import Synchronization

/// Ends of restores that the database could not take when they came.
final class UnsettledRestores: Sendable {
    private typealias End = (id: LoadIdentifier, state: RestoreStore.State)

    private let ends = Mutex<[End]>([])

    /// - Parameter state: the restore's, unless its traces tell that it was swapped in.
    func keep(_ id: LoadIdentifier, _ state: RestoreStore.State) { ends.withLock { $0.append((id, state)) } }

    /// Writes them all; what cannot be written stays.
    func save(to store: RestoreStore) throws {
        while let end = ends.withLock({ $0.first }) {
            try store.settle(end.id, otherwise: end.state)
            ends.withLock { $0.removeAll { $0.id == end.id } }
        }
    }
}
