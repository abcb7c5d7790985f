internal import Glibc
import MariaDB

/// Whether this machine and the database agree on what time it is. Tokens expire, backups are dated and dead instances are
/// found by the one clock or the other.
struct ClockCheck {
    private let connection: Connection

    private static let noticeSeconds = 2.0
    private static let limitSeconds = 30.0

    init(_ connection: Connection) { self.connection = connection }

    func item() -> CheckItem {
        do {
            let before = Self.now()
            let text = try connection.query("SELECT UNIX_TIMESTAMP(UTC_TIMESTAMP(6))")[0][0].string
            let after = Self.now()
            guard let database = text.flatMap({ Double($0) }) else {
                return .failed("clock", "the database does not tell the time", "see its log")
            }
            return Self.judged(secondsAhead: database - (before + after) / 2)
        } catch {
            return .failed("clock", "\(error)", "the database must tell the time")
        }
    }

    static func judged(secondsAhead: Double) -> CheckItem {
        let difference = abs(secondsAhead)
        let side = secondsAhead < 0 ? "behind" : "ahead of"
        let finding = "the database is \((difference * 1000).rounded() / 1000) s \(side) this machine"
        let advice = "set both by NTP: chronyc tracking, or timedatectl status"
        if difference > limitSeconds { return .failed("clock", finding, advice) }
        return difference > noticeSeconds ? .warning("clock", finding, advice) : .ok("clock", finding)
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
