import Glibc

/// What one worker thread does: take a connection, serve the request on it, close it, until the server stops.
struct Worker: Sendable {
    let index: Int
    let acceptor: Acceptor
    let connections: ConnectionTable
    let pulse: Pulse
    let receiveTimeoutSeconds: Int
    let sendTimeoutSeconds: Int

    /// Runs on the worker's own thread. `handler` stays there.
    func run(handler: (FastCGIRequest) -> Void) {
        while let connection = acceptor.next(publish: { connections.publish($0, worker: index) }) {
            serve(connection, handler: handler)
            connections.close(worker: index)
            pulse.beat()
        }
    }

    private func serve(_ connection: Int32, handler: (FastCGIRequest) -> Void) {
        guard set(SO_RCVTIMEO, seconds: receiveTimeoutSeconds, on: connection),
            set(SO_SNDTIMEO, seconds: sendTimeoutSeconds, on: connection),
            let request = FastCGIRequest.receive(on: connection, pulse: pulse)
        else { return }
        handler(request)
        request.finish()
    }

    private func set(_ option: Int32, seconds: Int, on connection: Int32) -> Bool {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        return setsockopt(connection, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size)) == 0
    }
}
