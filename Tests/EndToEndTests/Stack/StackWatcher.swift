import Glibc
import Synchronization

/// Ends the stack and removes its folder when this process ends, however that happens.
///
/// A child in a session of its own reads a socket that only this process writes to: the kernel closes it at our end, also
/// at one by SIGKILL. At an orderly exit we wait for the child, so that nothing is left when the tests have ended.
enum StackWatcher {
    private struct Watch {
        let child: pid_t
        let socket: Int32
    }

    /// By the stack's folder.
    private static let watches = Mutex<[String: Watch]>([:])
    private static let atEnd: Void = { _ = atexit { StackWatcher.endAll() } }()

    /// Stopped processes get CONT first: TERM would not reach them.
    private static let script = """
        for file in "$1"/run/*.pid; do
            if [ -f "$file" ]; then kill -CONT "$(cat "$file")" 2>/dev/null; fi
        done
        STATE=$1 "$2/.make/stack.sh" stop
        while umount "$1/spool" 2>/dev/null; do :; done
        rm -rf --one-file-system "$1"
        """

    static func removal(_ path: String, root: String) -> [String] { ["/bin/sh", "-c", script, "sh", path, root] }

    static func begin(_ path: String, root: String) throws {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw FileError(operation: "socketpair", path: path, number: errno)
        }
        let child = try ChildProcess.detached(
            ["/bin/sh", "-c", "read -r _; \(script)", "sh", path, root], inputDescriptor: ends[0])
        close(ends[0])
        watches.withLock { $0[path] = Watch(child: child, socket: ends[1]) }
        atEnd
    }

    private static func endAll() { for path in watches.withLock({ Array($0.keys) }) { end(path) } }

    /// Ends a stack now, and waits for it.
    static func end(_ path: String) {
        guard let watch = watches.withLock({ $0.removeValue(forKey: path) }) else { return }
        close(watch.socket)
        var status: Int32 = 0
        waitpid(watch.child, &status, 0)
    }
}
