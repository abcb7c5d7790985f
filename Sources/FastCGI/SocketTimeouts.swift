import Glibc

/// How long reads and writes of a connection wait for the peer, in seconds, at least 1; 0 would mean for ever.
struct SocketTimeouts: Sendable {
    let receive: Int
    let send: Int

    /// - Returns: false where the connection has gone.
    func set(on connection: Int32) -> Bool {
        set(SO_RCVTIMEO, seconds: receive, on: connection) && set(SO_SNDTIMEO, seconds: send, on: connection)
    }

    private func set(_ option: Int32, seconds: Int, on connection: Int32) -> Bool {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        return setsockopt(connection, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size)) == 0
    }
}
