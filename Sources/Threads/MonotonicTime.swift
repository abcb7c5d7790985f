internal import Glibc

/// A point of `CLOCK_MONOTONIC`, the clock that conditions wait by.
package struct MonotonicTime: Comparable {
    private let nanoseconds: Int

    package static func now() -> Self {
        var time = Glibc.timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Self(nanoseconds: time.tv_sec * 1_000_000_000 + time.tv_nsec)
    }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    package func advanced(by duration: Duration) -> Self {
        let (seconds, attoseconds) = duration.components
        return Self(nanoseconds: nanoseconds + Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000))
    }

    var timespec: Glibc.timespec {
        Glibc.timespec(tv_sec: nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    }
}
