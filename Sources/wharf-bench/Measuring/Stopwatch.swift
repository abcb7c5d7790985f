import Glibc

/// Seconds of the wall, and of one thread's work on a core.
struct Stopwatch {
    private let clock: clockid_t
    private let start: timespec

    /// Time as it passes, whoever uses the machine.
    static func wall() -> Stopwatch { Stopwatch(clock: CLOCK_MONOTONIC) }

    /// Time that this thread spent on a core: what a program alone on the machine would need.
    static func thread() -> Stopwatch { Stopwatch(clock: CLOCK_THREAD_CPUTIME_ID) }

    private init(clock: clockid_t) {
        self.clock = clock
        start = Self.now(clock)
    }

    /// Since the watch was made.
    var seconds: Double {
        let now = Self.now(clock)
        return Double(now.tv_sec - start.tv_sec) + Double(now.tv_nsec - start.tv_nsec) / 1e9
    }

    private static func now(_ clock: clockid_t) -> timespec {
        var time = timespec()
        clock_gettime(clock, &time)
        return time
    }
}
