internal import Synchronization

/// Ends of calls that the database could not take when they came.
final class UnsavedCalls: Sendable {
    /// The answer; `nil` where the key is to be given back unless some of the request is done.
    typealias End = (id: LoadIdentifier, answer: CallStore.StoredAnswer?)

    private let ends = Mutex<[End]>([])

    func keep(_ id: LoadIdentifier, _ answer: CallStore.StoredAnswer?) { ends.withLock { $0.append((id, answer)) } }

    /// Writes them all; what cannot be written stays.
    func save(to store: CallStore) throws {
        while let end = ends.withLock({ $0.first }) {
            if let answer = end.answer { try store.finish(end.id, answer) } else { try store.settle(end.id) }
            ends.withLock { $0.removeAll { $0.id == end.id } }
        }
    }
}
