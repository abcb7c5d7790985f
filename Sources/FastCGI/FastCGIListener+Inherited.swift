import Glibc

extension FastCGIListener {
    /// The socket that the service manager opened for this process: descriptor 3, if `LISTEN_PID` is this process
    /// and `LISTEN_FDS` is 1 (the protocol of sd_listen_fds(3)). Unix or TCP, the unit decides.
    ///
    /// Unsets `LISTEN_PID`, `LISTEN_FDS` and `LISTEN_FDNAMES` in any case, so that children do not take it for
    /// theirs: call it once, before any thread exists.
    ///
    /// - Returns: nil when nothing was passed to this process.
    /// - Throws: `.notASocket` when several descriptors were passed or the one is not a listening stream socket.
    public static func inherited() throws(FastCGIError) -> FastCGIListener? {
        defer { for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsetenv(name) } }
        return try inherited(
            processID: getenv("LISTEN_PID").map { String(cString: $0) },
            count: getenv("LISTEN_FDS").map { String(cString: $0) },
            descriptor: 3)
    }

    /// The rule of `inherited()` on values.
    static func inherited(
        processID: String?, count: String?, descriptor: Int32
    ) throws(FastCGIError) -> FastCGIListener? {
        guard let processID, Int32(processID) == getpid(), let count, count != "0" else { return nil }
        guard count == "1" else {
            throw FastCGIError("inherited", .notASocket, "LISTEN_FDS is \(count): the socket unit must pass one socket")
        }
        guard isListening(descriptor) else {
            throw FastCGIError("inherited", .notASocket, "descriptor \(descriptor) is not a listening stream socket")
        }
        try makePrivate(descriptor)
        return FastCGIListener(descriptor: descriptor, path: nil)
    }

    private static func isListening(_ descriptor: Int32) -> Bool {
        option(SO_ACCEPTCONN, of: descriptor) == 1 && option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue)
    }

    private static func option(_ name: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &size) == 0 ? value : nil
    }

    /// Closed on exec, and not blocking, which the unit's `NonBlocking=yes` has done already where it is set.
    private static func makePrivate(_ descriptor: Int32) throws(FastCGIError) {
        _ = try check("fcntl", fcntl(descriptor, F_SETFD, FD_CLOEXEC))
        let flags = try check("fcntl", fcntl(descriptor, F_GETFL))
        _ = try check("fcntl", fcntl(descriptor, F_SETFL, flags | O_NONBLOCK))
    }
}
