import WharfService

/// How fast one stage of long work goes, from when it began.
struct ProgressPace {
    /// The stage.
    let what: String
    private let began: ContinuousClock.Instant
    private let doneBefore: Int

    init(_ progress: CommandProgress, _ now: ContinuousClock.Instant) {
        what = progress.what
        began = now
        doneBefore = progress.done
    }

    /// `5.6 MB/s`, `0:12 left`; nothing in the first second, when nobody knows.
    func facts(_ progress: CommandProgress, _ now: ContinuousClock.Instant) -> [String] {
        let seconds = Double((now - began) / .seconds(1))
        let done = progress.done - doneBefore
        guard seconds >= 1, done > 0 else { return [] }
        let perSecond = Double(done) / seconds
        let rest = progress.expected - progress.done
        return ProgressText.rate(perSecond, progress.unit)
            + (rest > 0 ? [ProgressText.duration(Int(Double(rest) / perSecond)) + " left"] : [])
    }
}

/// Numbers as progress shows them.
enum ProgressText {
    /// `1.2 of 5.0 MB`, `1200 of about 5000 rows`.
    static func amount(_ progress: CommandProgress) -> String {
        let isBytes = progress.unit == "bytes"
        let done = isBytes ? megabytes(Double(progress.done)) : String(progress.done)
        let unit = isBytes ? "MB" : progress.unit
        guard progress.expected > 0 else { return "\(done) \(unit)" }
        return isBytes
            ? "\(done) of \(megabytes(Double(progress.expected))) \(unit)"
            : "\(done) of about \(progress.expected) \(unit)"
    }

    /// Nothing for what has no pace worth telling.
    static func rate(_ perSecond: Double, _ unit: String) -> [String] {
        switch unit {
        case "bytes": ["\(megabytes(perSecond)) MB/s"]
        case "rows": ["\(Int(perSecond)) rows/s"]
        default: []
        }
    }

    /// `0:05`, `61:00`.
    static func duration(_ seconds: Int) -> String {
        "\(seconds / 60):" + (seconds % 60 < 10 ? "0" : "") + "\(seconds % 60)"
    }

    /// Millions of bytes with one digit behind the point.
    private static func megabytes(_ bytes: Double) -> String {
        let tenths = Int(bytes / 100_000)
        return "\(tenths / 10).\(tenths % 10)"
    }
}
