import Glibc
import Synchronization

/// A socket on which a web server's connections arrive.
///
/// Made by `unix(path:mode:backlog:)` or `inherited()`. Ownership: it owns the descriptor. A server that was given it
/// closes it when it stops; without a server, call `close()`. When the last reference goes away unclosed, the
/// descriptor is closed and the socket file stays, which the next `unix(path:)` takes for stale and replaces.
///
/// Thread: any; the descriptor sits in a `Mutex`.
public final class FastCGIListener: Sendable {
    /// The path of a socket that this process made; nil for an inherited one.
    public let path: String?

    /// Which file the path named when it was made, so that a successor's is never removed.
    private let file: FileIdentity?
    private let state: Mutex<Int32>

    /// Takes over a descriptor that listens and does not block.
    init(descriptor: Int32, path: String?) {
        self.path = path
        file = path.flatMap(FileIdentity.init(ofPath:))
        state = Mutex(descriptor)
    }

    /// -1 once closed.
    var descriptor: Int32 {
        state.withLock { $0 }
    }

    /// Closes the descriptor, and removes the socket file if this process made it and it is still the same file.
    ///
    /// Connections that wait in the backlog are refused then, except on an inherited socket, which the service
    /// manager keeps open for the next process. Not while a server accepts on it: `FastCGIServer.stop` does it at
    /// the right moment. The second call does nothing.
    public func close() {
        let descriptor = state.withLock { state in
            defer { state = -1 }
            return state
        }
        guard descriptor >= 0 else { return }
        if let path, let file, file == FileIdentity(ofPath: path) {
            unlink(path)
        }
        Glibc.close(descriptor)
    }

    deinit {
        let descriptor = state.withLock { $0 }
        if descriptor >= 0 {
            Glibc.close(descriptor)
        }
    }
}

/// A file apart from its name: device and inode.
struct FileIdentity: Equatable, Sendable {
    let device: UInt
    let inode: UInt

    /// Nil when nothing is there. Does not follow a link.
    init?(ofPath path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
    }
}
