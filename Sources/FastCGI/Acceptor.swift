internal import CFastCGI
import Glibc

/// Where the workers get connections from: new ones, and those that were kept and carry another request.
///
/// All of them wait on one queue, which wakes one for each connection. poll(2) would wake them all, at a third of the
/// throughput, and behind a lock a second one, to be the next that waits.
///
/// Thread: any; what it holds is immutable or has its own lock.
final class Acceptor: Sendable {
    private static let beatMilliseconds: Int32 = 1000

    private let listener: Int32
    private let stopDescriptor: Int32
    private let connections: ConnectionTable
    private let timeouts: SocketTimeouts
    private let pulse: Pulse
    private let queue: EventQueue
    private let kept: KeptConnections

    /// - Parameters:
    ///   - listener: not blocking. Stays open until `close()` has returned.
    ///   - stopDescriptor: the read end of a pipe; `next` ends when its write end has been closed.
    ///   - pulse: beats at least once a second while a worker waits.
    /// - Throws: the `errno` of epoll_create1(2) or epoll_ctl(2).
    init(
        listener: Int32, stopDescriptor: Int32, connections: ConnectionTable, timeouts: SocketTimeouts, pulse: Pulse
    ) throws(FastCGIError) {
        self.listener = listener
        self.stopDescriptor = stopDescriptor
        self.connections = connections
        self.timeouts = timeouts
        self.pulse = pulse
        queue = try EventQueue()
        kept = KeptConnections(queue: queue)
        try queue.watch(stopDescriptor)
        guard queue.arm(listener) else { throw FastCGIError(errnoOf: "epoll_ctl") }
    }

    /// Blocks until there is a connection, which is in the table then. Returns nil when the server stops.
    func next(worker: Int) -> Int32? {
        while true {
            pulse.beat()
            let ready = queue.next(milliseconds: Self.beatMilliseconds)
            if ready == stopDescriptor { return nil }
            if let ready, let connection = take(ready, worker) { return connection }
        }
    }

    /// Lets the worker go on without its connection, which may carry another request.
    func keep(worker: Int) {
        kept.keep(connections.release(worker: worker))
    }

    /// No connection comes in any more, and those that carry no request are closed.
    func close() {
        connections.close()
        kept.close()
    }

    private func take(_ ready: Int32, _ worker: Int) -> Int32? {
        guard ready == listener else {
            return connections.take(worker: worker) { kept.take(ready) ? ready : nil }
        }
        // Before the request is served: the next connection is another worker's.
        defer { _ = queue.arm(listener) }
        return connections.take(worker: worker, accept)
    }

    private func accept() -> Int32? {
        let connection = wharf_accept4(listener, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
        guard connection >= 0 else {
            // Another process on the same socket was faster, or the peer has gone again.
            if ![EAGAIN, EINTR, ECONNABORTED].contains(errno) { pause() }
            return nil
        }
        guard timeouts.set(on: connection) else {
            Glibc.close(connection)
            return nil
        }
        return connection
    }

    /// Out of descriptors or memory: the connection stays in the backlog, and who waits would be woken at once.
    private func pause() {
        var event = pollfd(fd: stopDescriptor, events: Int16(POLLIN), revents: 0)
        poll(&event, 1, 100)
    }
}
