internal import CFastCGI
import Glibc

extension FastCGIListener {
    /// Makes a unix socket at `path` and listens on it.
    ///
    /// A socket file that is already there is removed when nobody answers on it; when somebody does, this throws
    /// `.inUse`. A file of another kind is never removed. Two processes that start at once take turns (flock(2) on the
    /// directory), so one of them sees the other's socket.
    ///
    /// - Parameters:
    ///   - path: at most 107 bytes. Its directory must exist, and be readable and writable.
    ///   - mode: the file's permission bits, in force before the first connection is possible.
    ///   - backlog: connections that may wait. On a unix socket the one after them fails at once, so keep it long;
    ///     the kernel cuts it at `net.core.somaxconn`.
    /// - Throws: `.inUse`, `.notASocket`, `.invalidPath`, or the `errno` of the call that failed. Nothing is left behind.
    public static func unix(
        path: String, mode: UInt32 = 0o660, backlog: Int32 = 1024
    ) throws(FastCGIError) -> FastCGIListener {
        let address = try UnixAddress(path: path)
        let lock = try lockDirectory(of: path)
        defer { Glibc.close(lock) }
        try removeStaleSocket(at: address)
        let descriptor = try openSocket()
        do throws(FastCGIError) {
            try listen(descriptor, at: address, mode: mode, backlog: backlog)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        return FastCGIListener(descriptor: descriptor, path: path)
    }

    /// Holds other processes that open a socket in the same directory off until the descriptor is closed.
    private static func lockDirectory(of path: String) throws(FastCGIError) -> Int32 {
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = try check("open", path: directory, open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        guard flock(descriptor, LOCK_EX) == 0 else {
            let error = FastCGIError(errnoOf: "flock", path: directory)
            Glibc.close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func removeStaleSocket(at address: UnixAddress) throws(FastCGIError) {
        var status = stat()
        guard lstat(address.path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw FastCGIError("bind", .notASocket, "a file that is not a socket is in the way", path: address.path)
        }
        guard try isStale(address) else {
            throw FastCGIError("bind", .inUse, "already in use: another process listens", path: address.path)
        }
        _ = try check("unlink", path: address.path, unlink(address.path))
    }

    /// "ECONNREFUSED: A connect() on a stream socket found no one listening on the remote address" (connect(2)).
    /// Any other failure is not taken for a proof of absence.
    private static func isStale(_ address: UnixAddress) throws(FastCGIError) -> Bool {
        do throws(FastCGIError) {
            try tryToConnect(to: address)
            return false
        } catch {
            guard error.code == .connectionRefused else { throw error }
            return true
        }
    }

    /// Connects to a Unix socket and leaves it at once. A full backlog (`EAGAIN`) shows that somebody listens, too.
    ///
    /// - Throws: the `errno` of connect(2), or `.invalidPath`.
    public static func tryToConnect(path: String) throws(FastCGIError) {
        try tryToConnect(to: UnixAddress(path: path))
    }

    private static func tryToConnect(to address: UnixAddress) throws(FastCGIError) {
        let probe = try openSocket()
        defer { Glibc.close(probe) }
        let result = address.withPointer { connect(probe, $0, $1) }
        guard result == 0 || errno == EAGAIN else { throw FastCGIError(errnoOf: "connect", path: address.path) }
    }

    /// Not blocking: the connection that poll(2) promised may have been taken by another process on the same socket.
    private static func openSocket() throws(FastCGIError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        return try check("socket", socket(AF_UNIX, type, 0))
    }

    private static func listen(
        _ descriptor: Int32, at address: UnixAddress, mode: UInt32, backlog: Int32
    ) throws(FastCGIError) {
        _ = try check("bind", path: address.path, address.withPointer { bind(descriptor, $0, $1) })
        // Nobody can connect before listen(2), so the mode that the umask left has not been in force.
        do throws(FastCGIError) {
            _ = try check("chmod", path: address.path, chmod(address.path, mode))
            _ = try check("listen", path: address.path, Glibc.listen(descriptor, backlog))
        } catch {
            unlink(address.path)
            throw error
        }
    }
}

/// A `sockaddr_un`, and the path it was made of.
struct UnixAddress {
    let path: String
    private let value: sockaddr_un

    /// - Throws: `.invalidPath` when it is empty, holds a NUL, or is too long for `sun_path` with its final NUL.
    init(path: String) throws(FastCGIError) {
        var address = sockaddr_un()
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard !path.isEmpty, path.utf8.count < room, !path.utf8.contains(0) else {
            throw FastCGIError("bind", .invalidPath, "a socket's path has 1 to \(room - 1) bytes, no NUL", path: path)
        }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        self.path = path
        value = address
    }

    /// The pointer must not escape `body`.
    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: value) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
