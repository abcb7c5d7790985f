import WharfService

/// How far long work is, on standard error: a bar on a terminal, a line every ten seconds elsewhere.
final class CommandProgressBar {
    private static let widestBar = 30
    private static let secondsBetweenLines = 10
    private static let redrawMilliseconds = 100

    private let line = ProgressLine()
    private var last: ContinuousClock.Instant?
    private var pace: ProgressPace?

    func show(_ progress: CommandProgress) {
        let now = ContinuousClock.now
        if pace?.what != progress.what { pace = ProgressPace(progress, now) }
        guard let pace, isDue(now) else { return }
        last = now
        let facts = ([ProgressText.amount(progress)] + pace.facts(progress, now) + progress.facts)
            .joined(separator: ", ")
        if line.isTerminal {
            let room = line.columns - progress.what.count - facts.count - 5
            line.show("\(progress.what) \(Self.bar(progress, width: min(Self.widestBar, room)))\(facts)")
        } else {
            StandardError.print("\(progress.what): \(facts)")
        }
    }

    func clear() { line.clear() }

    /// On a terminal at once; elsewhere nobody hears of work that is done within ten seconds.
    private func isDue(_ now: ContinuousClock.Instant) -> Bool {
        guard let last else {
            last = now
            return line.isTerminal
        }
        return now - last
            >= (line.isTerminal ? .milliseconds(Self.redrawMilliseconds) : .seconds(Self.secondsBetweenLines))
    }

    /// The server only estimates how many rows a table has, so a bar may be full before the work is done. None where
    /// there is no room, or nobody knows how much it will be.
    private static func bar(_ progress: CommandProgress, width: Int) -> String {
        guard width > 0, progress.expected > 0 else { return "" }
        let full = Int(min(1, Double(progress.done) / Double(progress.expected)) * Double(width))
        return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: width - full) + "] "
    }
}
