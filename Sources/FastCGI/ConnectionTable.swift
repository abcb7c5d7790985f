import Glibc
import Synchronization

/// Which connection each worker holds, so that `FastCGIServer.stop` can cut those of the busy ones.
///
/// A descriptor listed here is the worker's own: libfcgi works on a duplicate, so it can never close, and the
/// kernel never give to somebody else, a number that stands in the table.
///
/// Each worker has a place with a lock of its own, which nobody else takes while the server works.
final class ConnectionTable: Sendable {
    private let places: [Place]

    private final class Place: Sendable {
        let state = Mutex(State())
    }

    private struct State {
        var descriptor: Int32 = -1
        var isClosed = false
    }

    init(workers: Int) {
        places = (0..<workers).map { _ in Place() }
    }

    /// Enters the connection that `accept` returns, in one step as seen by `close()`. Nil, without a call of `accept`,
    /// once that has been called.
    func take(worker: Int, _ accept: () -> Int32?) -> Int32? {
        places[worker].state.withLock { state in
            guard !state.isClosed, let descriptor = accept() else { return nil }
            state.descriptor = descriptor
            return descriptor
        }
    }

    /// Takes the worker's connection out; it is the caller's then.
    func release(worker: Int) -> Int32 {
        places[worker].state.withLock { state in
            defer { state.descriptor = -1 }
            return state.descriptor
        }
    }

    /// Takes the worker's connection out and closes it, in one step as seen by `shutDownAll`.
    func drop(worker: Int) {
        places[worker].state.withLock { state in
            Glibc.close(state.descriptor)
            state.descriptor = -1
        }
    }

    /// No connection comes in any more: when this returns, no `accept` is under way.
    func close() {
        for place in places {
            place.state.withLock { $0.isClosed = true }
        }
    }

    /// Ends every connection in both directions; reads and writes on them, those in progress too, come back.
    func shutDownAll() {
        for place in places {
            place.state.withLock { state in
                if state.descriptor >= 0 { shutdown(state.descriptor, Int32(SHUT_RDWR)) }
            }
        }
    }

    /// How many workers hold a connection.
    var count: Int {
        places.count { place in place.state.withLock { $0.descriptor >= 0 } }
    }
}
