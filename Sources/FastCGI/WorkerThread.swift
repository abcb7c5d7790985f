internal import CFastCGI
import Glibc
internal import Threads

/// A joinable thread with a stack of a chosen size, on which no signal is delivered.
struct WorkerThread: Sendable {
    private let handle: pthread_t
    private let isDone: Monitor<Bool>

    /// Starts `body` on a new thread. All signals but those of a fault are blocked there: `EINTR` is an I/O error to
    /// libfcgi.
    ///
    /// - Throws: the error of pthread_create(3), `EAGAIN` when the system has no room for a thread.
    init(stackBytes: Int, body: @escaping @Sendable () -> Void) throws(FastCGIError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        var blocked = Self.signalsToBlock
        var previous = sigset_t()
        pthread_sigmask(SIG_SETMASK, &blocked, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        let isDone = Monitor(false)
        let box = Unmanaged.passRetained(
            Box {
                body()
                isDone.change { $0 = true }
            })
        var handle = pthread_t()
        let result = pthread_create(&handle, &attributes, Self.run, box.toOpaque())
        guard result == 0 else {
            box.release()
            let text = FastCGIError.text(ofErrno: result)
            throw FastCGIError("pthread_create", .init(rawValue: result), text)
        }
        self.handle = handle
        self.isDone = isDone
    }

    /// Waits for the end of the thread without a bound. Not after a `join(until:)` that returned true.
    func join() {
        pthread_join(handle, nil)
    }

    /// Waits for the end of the thread until `deadline`; false when it still runs then.
    func join(until deadline: MonotonicTime) -> Bool {
        guard isDone.wait(until: { _ in deadline }, for: { $0 ? true : nil }) != nil else { return false }
        join()
        return true
    }

    /// What pthread_create carries over. The new thread takes it out and releases it.
    private final class Box {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    private static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { pointer in
        Unmanaged<Box>.fromOpaque(pointer!).takeRetainedValue().body()
        return nil
    }

    private static var signalsToBlock: sigset_t {
        var set = sigset_t()
        sigfillset(&set)
        for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP] {
            sigdelset(&set, fault)
        }
        return set
    }
}
