import WharfService

/// How far long work is, on standard error: a bar on a terminal, a line every ten seconds elsewhere.
final class CommandProgressBar {
    private static let barWidth = 30
    private static let secondsBetweenLines = 10
    private static let redrawMilliseconds = 100

    private let line = ProgressLine()
    private var last = ContinuousClock.now - .seconds(secondsBetweenLines)

    func show(_ progress: CommandProgress) {
        let rest: Duration =
            line.isTerminal ? .milliseconds(Self.redrawMilliseconds) : .seconds(Self.secondsBetweenLines)
        guard ContinuousClock.now - last >= rest else { return }
        last = .now
        if line.isTerminal {
            line.show("\(progress.what) \(Self.bar(progress)) \(progress.done) \(progress.unit)")
        } else {
            StandardError.print("\(progress.what): \(progress.done) of about \(progress.expected) \(progress.unit)")
        }
    }

    func clear() { line.clear() }

    /// The server only estimates how many rows a table has, so a bar may be full before the work is done.
    private static func bar(_ progress: CommandProgress) -> String {
        let share = progress.expected > 0 ? min(1, Double(progress.done) / Double(progress.expected)) : 0
        let full = Int(share * Double(barWidth))
        return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: barWidth - full) + "]"
    }
}
