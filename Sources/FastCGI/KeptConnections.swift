import Glibc
import Synchronization

/// Connections that carry no request at the moment and may carry another one; none of them holds a worker.
///
/// Each belongs to whoever takes its mark away: the worker that is woken for it, or `close()`.
final class KeptConnections: Sendable {
    /// By descriptor. One with a greater number is not kept.
    private let marks = (0..<1024).map { _ in Mark() }
    private let queue: EventQueue
    private let isClosed = Atomic(false)

    private final class Mark: Sendable {
        let isKept = Atomic(false)

        func take() -> Bool { isKept.exchange(false, ordering: .sequentiallyConsistent) }
    }

    init(queue: EventQueue) { self.queue = queue }

    /// Takes the connection over, or closes it.
    func keep(_ connection: Int32) {
        guard connection < marks.count else {
            Glibc.close(connection)
            return
        }
        let mark = marks[Int(connection)]
        mark.isKept.store(true, ordering: .sequentiallyConsistent)
        let isWatched = queue.arm(connection)
        // Either `close()` sees the mark or this sees that it was called.
        if !isWatched || isClosed.load(ordering: .sequentiallyConsistent), mark.take() { Glibc.close(connection) }
    }

    /// Whether the connection, of which the queue has told, is the caller's now.
    func take(_ connection: Int32) -> Bool {
        marks.indices.contains(Int(connection)) && marks[Int(connection)].take()
    }

    /// Closes all, and from now on those that come.
    func close() {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        for (connection, mark) in marks.enumerated() where mark.take() { Glibc.close(Int32(connection)) }
    }
}
