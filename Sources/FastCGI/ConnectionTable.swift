import Glibc
import Synchronization

/// Which connection each worker holds, so that `FastCGIServer.stop` can cut those of the busy ones.
///
/// A descriptor listed here is the worker's own: libfcgi works on a duplicate, so it can never close, and the
/// kernel never give to somebody else, a number that stands in the table.
final class ConnectionTable: Sendable {
    private let descriptors: Mutex<[Int32]>

    init(workers: Int) {
        descriptors = Mutex(Array(repeating: -1, count: workers))
    }

    func publish(_ descriptor: Int32, worker: Int) {
        descriptors.withLock { $0[worker] = descriptor }
    }

    /// Takes the worker's connection out and closes it, in one step as seen by `shutDownAll`.
    func close(worker: Int) {
        descriptors.withLock { descriptors in
            Glibc.close(descriptors[worker])
            descriptors[worker] = -1
        }
    }

    /// Ends every connection in both directions; reads and writes on them, those in progress too, come back.
    func shutDownAll() {
        descriptors.withLock { descriptors in
            for descriptor in descriptors where descriptor >= 0 {
                shutdown(descriptor, Int32(SHUT_RDWR))
            }
        }
    }

    /// How many workers hold a connection.
    var count: Int {
        descriptors.withLock { descriptors in descriptors.count { $0 >= 0 } }
    }
}
