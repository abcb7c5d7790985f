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
        String(iso.map { $0 == "T" ? " " : $0 }.filter { $0 != "Z" })
    }

    /// From the form that `DATETIME(6)` gives.
    static func iso(_ sql: String) -> String { String(sql.map { $0 == " " ? "T" : $0 }) + "Z" }

    /// - Parameter seconds: since 1970.
    static func at(seconds: Int, microseconds: Int = 0) -> String {
        var seconds = seconds
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func digits(_ value: Int, _ width: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let date =
            "\(digits(Int(parts.tm_year) + 1900, 4))-\(digits(Int(parts.tm_mon) + 1, 2))-\(digits(Int(parts.tm_mday), 2))"
        let time = "\(digits(Int(parts.tm_hour), 2)):\(digits(Int(parts.tm_min), 2)):\(digits(Int(parts.tm_sec), 2))"
        return "\(date)T\(time).\(digits(microseconds, 6))Z"
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
