internal import Glibc

/// Times as receipts write them: UTC, ISO 8601, microseconds, `2026-01-31T23:59:59.000000Z`.
enum Timestamp {
    /// - Parameter days: of 24 hours, from now on.
    static func now(afterDays days: Int = 0) -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return at(seconds: time.tv_sec + days * 86_400, microseconds: time.tv_nsec / 1000)
    }

    /// The form that `DATETIME(6)` takes.
    static func sql(_ iso: String) -> String {
        let (mark, end) = (UInt8(ascii: "T"), UInt8(ascii: "Z"))
        return String(
            decoding: iso.utf8.filter { $0 != end }.map { $0 == mark ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }

    /// From the form that `DATETIME(6)` gives.
    static func iso(_ sql: String) -> String {
        let mark = UInt8(ascii: " ")
        return String(decoding: sql.utf8.map { $0 == mark ? UInt8(ascii: "T") : $0 }, as: UTF8.self) + "Z"
    }

    /// - Parameter seconds: since 1970.
    static func at(seconds: Int, microseconds: Int = 0) -> String {
        let secondsInDay = 86_400
        let time = (seconds % secondsInDay + secondsInDay) % secondsInDay
        return String(unsafeUninitializedCapacity: 27) { bytes in
            var writer = TextWriter(UnsafeMutableRawPointer(bytes.baseAddress!))
            writer.write(CivilDate(daysSinceEpoch: (seconds - time) / secondsInDay))
            writer.write(UInt8(ascii: "T"))
            writer.write(hour: time / 3600, minute: time / 60 % 60, second: time % 60)
            writer.write(fraction: microseconds, digits: 6)
            writer.write(UInt8(ascii: "Z"))
            return writer.count
        }
    }
}

/// Seconds of stages, by the monotonic clock.
struct Stopwatch {
    private let start = ContinuousClock.now

    var seconds: Double {
        let parts = start.duration(to: .now).components
        let seconds = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
        return (seconds * 1e6).rounded() / 1e6
    }
}
