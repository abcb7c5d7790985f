import FoundationEssentials
import Glibc

/// All findings of a run and the settings that they hold under.
struct Report {
    var settings: [(name: String, value: String)] = []
    var findings: [Finding] = []
    /// Cases that went wrong, and how: they have no findings.
    var failures: [(name: String, text: String)] = []
    /// How long each case took, in order.
    var seconds: [(name: String, seconds: Double)] = []

    /// Whether every goal is met and no case failed.
    var isGood: Bool { failures.isEmpty && !findings.contains { $0.verdict == .notMet } }

    /// For people: settings, table, what the figures are made of, the sum of it.
    var text: String {
        let parts = [settingsText, table, partsText, secondsText, failuresText, conclusion]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private var settingsText: String {
        let width = settings.map(\.name.count).max() ?? 0
        return settings.map { $0.name.padded(to: width + 2) + $0.value }.joined(separator: "\n")
    }

    private var table: String {
        let head = ["case", "measured", "rival", "median", "min-max", "goal", "verdict"]
        return TextTable(rows: [head] + findings.map(\.cells)).text
    }

    private var partsText: String {
        findings.filter { !$0.parts.isEmpty || !$0.counts.isEmpty }.map(detail).joined(separator: "\n")
    }

    private func detail(_ finding: Finding) -> String {
        var lines = ["\(finding.name), \(finding.subject)" + (finding.rival.map { " / \($0)" } ?? "")]
        lines += finding.parts.map { part in
            "  " + part.name.padded(to: 34) + part.series.median.short
                + " (\(part.series.least.short)-\(part.series.most.short))"
        }
        lines += finding.counts.map { "  " + $0.name.padded(to: 34) + $0.value.grouped }
        return lines.joined(separator: "\n")
    }

    private var secondsText: String {
        let all = seconds.reduce(0) { $0 + $1.seconds }
        let cases = seconds.map { "\($0.name) \($0.seconds.short) s" }
        return "Took \(all.short) s: " + cases.joined(separator: ", ") + "."
    }

    private var failuresText: String { failures.map { "FAILED: \($0.name): \($0.text)" }.joined(separator: "\n") }

    private var conclusion: String {
        let missed = findings.count { $0.verdict == .notMet }
        let goals = findings.count { $0.verdict != .information }
        let sum = missed == 0 ? "All \(goals) goals are met." : "\(missed) of \(goals) goals are not met."
        return failures.isEmpty ? sum : "\(sum) \(failures.count) cases failed."
    }

    /// Writes everything, every single measurement included.
    func writeJSON(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let document = Document(
            settings: Dictionary(settings.map { ($0.name, $0.value) }) { $1 }, findings: findings,
            failures: Dictionary(failures.map { ($0.name, $0.text) }) { $1 },
            seconds: Dictionary(seconds.map { ($0.name, $0.seconds) }) { $1 })
        let bytes = try encoder.encode(document)
        guard let file = fopen(path, "w") else { throw BenchError("cannot write \(path): errno \(errno)") }
        let written = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
        guard fclose(file) == 0, written == bytes.count else {
            throw BenchError("cannot write \(path): errno \(errno)")
        }
    }

    private struct Document: Encodable {
        let settings: [String: String]
        let findings: [Finding]
        let failures: [String: String]
        let seconds: [String: Double]
    }
}
