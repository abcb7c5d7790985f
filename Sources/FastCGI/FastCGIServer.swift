internal import CFastCGI
import Glibc
import Synchronization
internal import Threads

/// Worker threads that serve the requests of one listener.
///
/// A connection carries one request, or several one by one where the web server asks for that (`fastcgi_keep_conn on`);
/// between two of them it holds no worker. When the server stops it is closed between two requests, of which the web
/// server learns no earlier: it must be free to send a request again (nginx does so with those that are not POST). Each
/// worker is a thread with a stack of 1 MiB, all signals blocked, and serves its requests one by one. Time-outs are gaps
/// between two reads or writes, not totals.
///
/// Not promised: a bound on the number of connections that wait (the listener's backlog is that), or on the time a
/// handler takes.
///
/// Thread: `start` and `stop` from any thread but a worker's. Every stored property is immutable and `Sendable`, or in
/// a `Mutex`, which the compiler checks.
public final class FastCGIServer: Sendable {
    private let listener: FastCGIListener
    private let workers: Int
    private let timeouts: SocketTimeouts
    private let connections: ConnectionTable
    private let pulse = Pulse()
    private let phase = Mutex(Phase.ready)

    private enum Phase {
        case ready
        case running(Running)
        case stopped
    }

    private struct Running {
        let acceptor: Acceptor
        var threads: [WorkerThread]
        let stopPipe: (read: Int32, write: Int32)
    }

    /// - Parameters:
    ///   - listener: closed by `stop`.
    ///   - workers: how many requests are served at a time, at least 1.
    ///   - receiveTimeoutSeconds: how long a read waits for the web server, at least 1; a body read throws
    ///     `.timeout` then, and a connection on which no request comes is closed.
    ///   - sendTimeoutSeconds: how long a write waits for the web server to take something, at least 1.
    public init(
        listener: FastCGIListener, workers: Int = 16,
        receiveTimeoutSeconds: Int = 300, sendTimeoutSeconds: Int = 300
    ) {
        precondition(workers > 0, "a server needs a worker")
        precondition(receiveTimeoutSeconds > 0 && sendTimeoutSeconds > 0, "0 would mean no time-out at all")
        self.listener = listener
        self.workers = workers
        timeouts = SocketTimeouts(receive: receiveTimeoutSeconds, send: sendTimeoutSeconds)
        connections = ConnectionTable(workers: workers)
    }

    /// How many workers hold a connection at this moment, those whose request has not wholly arrived included.
    public var connectionsInProgress: Int {
        connections.count
    }

    /// A number that grows, and wraps around, as long as the server lives: each second in which a worker waits for a
    /// connection, and whenever one takes a connection, moves bytes of a body or an answer, or is done with a request.
    ///
    /// Where it stays the same, every worker is held up by its handler, and new requests find none.
    public var progress: UInt { pulse.count }

    /// Starts the worker threads and returns. Once in the life of a server.
    ///
    /// From the first start on SIGPIPE is ignored by the process.
    ///
    /// - Parameter makeHandler: called once on each worker's own thread, with the worker's number from 0. What it
    ///   returns stays on that thread and need not be `Sendable`; it is called for each request and must not keep the
    ///   request. A handler that returns without an answer gives the client a 500.
    /// - Throws: the `errno` of pipe2(2) or pthread_create(3), or libfcgi's own number. Nothing runs then, and the
    ///   listener is closed.
    public func start(
        makeHandler: @escaping @Sendable (_ worker: Int) -> (FastCGIRequest) -> Void
    ) throws(FastCGIError) {
        try FastCGILibrary.initialize()
        let stopPipe = try Self.makePipe()
        let acceptor = try makeAcceptor(stopPipe)
        var running = Running(acceptor: acceptor, threads: [], stopPipe: stopPipe)
        do throws(FastCGIError) {
            for index in 0..<workers {
                running.threads.append(try startWorker(index, acceptor, makeHandler))
            }
        } catch {
            end(running, drainSeconds: 0)
            throw error
        }
        phase.withLock { phase in
            guard case .ready = phase else { preconditionFailure("a server starts once") }
            phase = .running(running)
        }
    }

    /// Accepts no more, lets the requests in progress finish, and returns when every worker has ended.
    ///
    /// At once: the listener is closed. After `drainSeconds`: the connections of the busy workers are shut down, so
    /// that their body reads throw `.truncatedBody`, their writes fail and the web server answers 502; then they are
    /// waited for without a bound, so a handler that waits for something else must have a time-out of its own.
    ///
    /// The second call returns at once. Never from a handler: a worker cannot wait for itself.
    public func stop(drainSeconds: Int) {
        let previous = phase.withLock { phase in
            defer { phase = .stopped }
            return phase
        }
        switch previous {
        case .ready: listener.close()
        case .running(let running): end(running, drainSeconds: drainSeconds)
        case .stopped: break
        }
    }

    private func makeAcceptor(_ stopPipe: (read: Int32, write: Int32)) throws(FastCGIError) -> Acceptor {
        do throws(FastCGIError) {
            return try Acceptor(
                listener: listener.descriptor, stopDescriptor: stopPipe.read, connections: connections,
                timeouts: timeouts, pulse: pulse)
        } catch {
            close(stopPipe.read)
            close(stopPipe.write)
            listener.close()
            throw error
        }
    }

    private func startWorker(
        _ index: Int, _ acceptor: Acceptor,
        _ makeHandler: @escaping @Sendable (_ worker: Int) -> (FastCGIRequest) -> Void
    ) throws(FastCGIError) -> WorkerThread {
        let worker = Worker(index: index, acceptor: acceptor, connections: connections, pulse: pulse)
        return try WorkerThread(stackBytes: 1 << 20) {
            worker.run(handler: makeHandler(index))
        }
    }

    private func end(_ running: Running, drainSeconds: Int) {
        // In this order: who pauses comes back, then nobody is in an accept(2), then the descriptor may go.
        close(running.stopPipe.write)
        running.acceptor.close()
        listener.close()
        let deadline = MonotonicTime.now().advanced(by: .seconds(max(0, drainSeconds)))
        let busy = running.threads.filter { !$0.join(until: deadline) }
        // The table takes no connection any more, so one round reaches them all.
        connections.shutDownAll()
        for thread in busy {
            thread.join()
        }
        close(running.stopPipe.read)
    }

    private static func makePipe() throws(FastCGIError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        _ = try check("pipe2", wharf_pipe2(&ends, O_CLOEXEC))
        return (ends[0], ends[1])
    }
}
