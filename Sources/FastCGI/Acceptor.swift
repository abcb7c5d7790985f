internal import CFastCGI
import Glibc

/// Leader and followers: one worker at a time waits for a connection, the others wait for their turn.
///
/// Without the turn every waiting thread wakes for each connection, at a third of the throughput. The turn is a lock of
/// pthreads: `Mutex` spins before it sleeps, and whoever waits here waits for a connection, not for a moment (measured: a
/// fifth of the time of a busy process).
///
/// `@unchecked Sendable`: `hasEnded` is read and written by whoever has the turn; everything else is immutable.
final class Acceptor: @unchecked Sendable {
    private static let beatMilliseconds: Int32 = 1000

    private let listener: FastCGIListener
    private let stopDescriptor: Int32
    private let pulse: Pulse
    private let turn = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var hasEnded = false

    /// - Parameters:
    ///   - stopDescriptor: the read end of a pipe; `next` ends when its write end has been closed.
    ///   - pulse: beats at least once a second while a worker waits.
    init(listener: FastCGIListener, stopDescriptor: Int32, pulse: Pulse) {
        self.listener = listener
        self.stopDescriptor = stopDescriptor
        self.pulse = pulse
        turn.initialize(to: pthread_mutex_t())
        let code = pthread_mutex_init(turn, nil)
        precondition(code == 0, "pthread_mutex_init: \(code)")
    }

    deinit {
        pthread_mutex_destroy(turn)
        turn.deallocate()
    }

    /// Blocks until there is a connection. Returns nil when the server stops.
    ///
    /// - Parameter publish: called with the descriptor before the turn passes on, so that after `close()` no
    ///   connection appears that it does not know.
    func next(publish: (Int32) -> Void) -> Int32? {
        withTurn {
            while !hasEnded {
                guard waitForConnection() else {
                    hasEnded = true
                    break
                }
                if let connection = accept() {
                    publish(connection)
                    return connection
                }
            }
            return nil
        }
    }

    /// Waits for the leader to notice that the pipe was closed, then closes the listener.
    func close() {
        withTurn {
            hasEnded = true
            listener.close()
        }
    }

    private func withTurn<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(turn)
        defer { pthread_mutex_unlock(turn) }
        return body()
    }

    /// False when the server stops; that goes before a connection.
    private func waitForConnection() -> Bool {
        var events = [
            pollfd(fd: stopDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        repeat {
            pulse.beat()
        } while poll(&events, 2, Self.beatMilliseconds) <= 0
        return events[0].revents == 0
    }

    private func accept() -> Int32? {
        let connection = wharf_accept4(listener.descriptor, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
        if connection >= 0 { return connection }
        switch errno {
        case EAGAIN, EINTR, ECONNABORTED:
            // Another process on the same socket was faster, or the peer has gone again.
            return nil
        default:
            // Out of descriptors or memory: the connection stays in the backlog and poll would return at once.
            pause()
            return nil
        }
    }

    private func pause() {
        var event = pollfd(fd: stopDescriptor, events: Int16(POLLIN), revents: 0)
        poll(&event, 1, 100)
    }
}
