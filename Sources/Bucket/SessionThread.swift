internal import CDescriptors
internal import Glibc

/// A detached thread that shares nothing with the process but memory.
///
/// A call on a dead FUSE mount cannot be interrupted, not even by `SIGKILL`: the thread, and with it the process's
/// entry, outlives the process. What such a thread must not hold then is the process's sockets and locks, so that the
/// next one can start. Threads share one descriptor table, which lives as long as the last of them; `close_range` with
/// `CLOSE_RANGE_UNSHARE` gives the calling thread a table of its own, with nothing from 3 on in it. That takes no
/// privilege, and Linux 5.9. <https://man7.org/linux/man-pages/man2/close_range.2.html>
///
/// Nobody may wait for the end of a pipe that such a thread holds either: standard input and output are `/dev/null` in
/// it, and so is standard error where that is a pipe. All signals but those of a fault are blocked, so that no call
/// ends by `EINTR`.
enum SessionThread {
    private static let stackBytes = 512 << 10

    /// - Parameter body: gets `errno` of what could not be unshared, 0 when all is well.
    /// - Throws: `.busy` when the system has no room for a thread.
    static func start(name: String, _ body: @escaping @Sendable (Int32) -> Void) throws(BucketError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var blocked = signalsToBlock
        var previous = sigset_t()
        pthread_sigmask(SIG_SETMASK, &blocked, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        let box = Unmanaged.passRetained(Box(body))
        var thread: pthread_t = 0
        let result = pthread_create(&thread, &attributes, run, box.toOpaque())
        guard result == 0 else {
            box.release()
            throw BucketError(.busy, "pthread_create", code: result, name: name)
        }
    }

    /// What pthread_create carries over. The new thread takes it out and releases it.
    private final class Box {
        let body: @Sendable (Int32) -> Void

        init(_ body: @escaping @Sendable (Int32) -> Void) {
            self.body = body
        }
    }

    private static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { pointer in
        Unmanaged<Box>.fromOpaque(pointer!).takeRetainedValue().body(unshare())
        return nil
    }

    private static func unshare() -> Int32 {
        guard wharf_unshare_descriptors(3) == 0 else { return errno }
        let null = open("/dev/null", O_RDWR)
        guard null >= 0 else { return errno }
        defer { close(null) }
        for standard: Int32 in 0...2 where standard < 2 || isPipe(standard) { dup2(null, standard) }
        return 0
    }

    private static func isPipe(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }

    private static var signalsToBlock: sigset_t {
        var set = sigset_t()
        sigfillset(&set)
        for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP] { sigdelset(&set, fault) }
        return set
    }
}
