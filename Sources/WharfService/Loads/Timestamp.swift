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
        let date = CivilDate(daysSinceEpoch: (seconds - time) / secondsInDay)
        return String(unsafeUninitializedCapacity: 27) { bytes in
            var writer = DigitWriter(bytes: bytes)
            writer.put(date.year, digits: 4, then: "-")
            writer.put(date.month, digits: 2, then: "-")
            writer.put(date.day, digits: 2, then: "T")
            writer.put(time / 3600, digits: 2, then: ":")
            writer.put(time / 60 % 60, digits: 2, then: ":")
            writer.put(time % 60, digits: 2, then: ".")
            writer.put(microseconds, digits: 6, then: "Z")
            return writer.count
        }
    }

    /// Numbers of a fixed width, one after the other.
    private struct DigitWriter {
        let bytes: UnsafeMutableBufferPointer<UInt8>
        private(set) var count = 0

        mutating func put(_ number: Int, digits: Int, then end: Unicode.Scalar) {
            var rest = number
            for place in stride(from: count + digits - 1, through: count, by: -1) {
                bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            bytes[count + digits] = UInt8(ascii: end)
            count += digits + 1
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
