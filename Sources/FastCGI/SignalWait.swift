internal import CFastCGI
import Glibc

/// Signals as values: blocked everywhere, taken one by one by the thread that asks for them.
///
/// Make it the first thing in `main`, before any thread exists: a thread inherits the mask of the one that starts
/// it, and a signal that some thread does not block kills the process as before. No handler is installed. Signals
/// that are blocked stay blocked when the value goes away, and are inherited by child processes.
public struct SignalWait: Sendable {
    /// A signal that the service acts on.
    public enum Signal: Sendable {
        /// `SIGTERM`
        case terminate
        /// `SIGINT`
        case interrupt
        /// `SIGHUP`
        case hangUp
        /// `SIGUSR1`
        case user1

        /// - Parameter number: of one of the four.
        fileprivate init(number: Int32) {
            switch number {
            case SIGTERM: self = .terminate
            case SIGINT: self = .interrupt
            case SIGHUP: self = .hangUp
            default: self = .user1
            }
        }
    }

    /// Blocks `SIGTERM`, `SIGINT`, `SIGHUP` and `SIGUSR1` in the calling thread (pthread_sigmask(3)).
    public init() {
        var set = Self.set
        let result = pthread_sigmask(SIG_BLOCK, &set, nil)
        precondition(result == 0, "pthread_sigmask refuses a valid set: \(result)")
    }

    /// Blocks the calling thread until one of the four signals is pending for it or for the process, and takes it
    /// (sigwait(3)). Signals of one kind that arrive together count once.
    public func next() -> Signal {
        var set = Self.set
        var number: Int32 = 0
        let result = sigwait(&set, &number)
        precondition(result == 0, "sigwait refuses a valid set: \(result)")
        return Signal(number: number)
    }

    /// As `next()`, for at most `milliseconds`; nil when none came, or when the process was stopped and continued
    /// meanwhile (sigtimedwait(2)).
    public func next(milliseconds: Int) -> Signal? {
        var set = Self.set
        var time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
        let number = sigtimedwait(&set, nil, &time)
        return number > 0 ? Signal(number: number) : nil
    }

    private static var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGHUP, SIGUSR1] {
            sigaddset(&set, number)
        }
        return set
    }
}
