import FoundationEssentials
import Glibc

/// All findings of a run and the settings that they hold under.
struct Report {
    var settings: [(name: String, value: String)] = []
    var findings: [Finding] = []
    /// How long each case took, in order.
    var seconds: [(name: String, seconds: Double)] = []

    /// For people: settings, table, what the figures are made of, the sum of it.
    var text: String {
        [settingsText, table, partsText, secondsText, conclusion].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private var settingsText: String {
        let width = settings.map(\.name.count).max() ?? 0
        return settings.map { $0.name.padded(to: width + 2) + $0.value }.joined(separator: "\n")
    }

    private var table: String {
        let head = ["case", "measured", "rival", "median", "min-max", "goal", "verdict"]
        return TextTable(rows: [head] + findings.map(cells)).text
    }

    private func cells(_ finding: Finding) -> [String] {
        let figure = finding.figure
        let unit = " \(finding.unit.rawValue)"
        return [
            finding.name, finding.subject, finding.rival ?? "", figure.median.short + unit,
            "\(figure.least.short)-\(figure.most.short)", finding.goal.map { $0.description + unit } ?? "",
            finding.verdict.rawValue,
        ]
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

    private var conclusion: String {
        let missed = findings.count { $0.verdict == .notMet }
        let goals = findings.count { $0.verdict != .information }
        return missed == 0 ? "All \(goals) goals are met." : "\(missed) of \(goals) goals are not met."
    }

    /// Writes everything, every single measurement included.
    func writeJSON(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let document = Document(
            settings: Dictionary(settings.map { ($0.name, $0.value) }) { $1 }, findings: findings,
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
        let seconds: [String: Double]
    }
}
