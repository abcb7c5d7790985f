/// What one worker thread does: take a connection, serve the request on it, let go of it, until the server stops.
struct Worker: Sendable {
    let index: Int
    let acceptor: Acceptor
    let connections: ConnectionTable
    let pulse: Pulse

    /// Runs on the worker's own thread. `handler` stays there.
    func run(handler: (FastCGIRequest) -> Void) {
        while let connection = acceptor.next(worker: index) {
            if serve(connection, handler: handler) {
                acceptor.keep(worker: index)
            } else {
                connections.drop(worker: index)
            }
            pulse.beat()
        }
    }

    /// - Returns: whether the connection may carry another request.
    private func serve(_ connection: Int32, handler: (FastCGIRequest) -> Void) -> Bool {
        guard let request = FastCGIRequest.receive(on: connection, pulse: pulse) else { return false }
        handler(request)
        request.finish()
        return request.leavesConnection
    }
}
