extension Receipt {
    /// The receipt for people, a block of lines.
    var lines: [String] {
        [heading] + facts.map { "  " + Self.padded($0.name) + $0.value } + warnings.map { "  warning: \($0)" }
    }

    /// The receipt in one line.
    var line: String {
        let counts = state.isFinal ? sums : "\(progress.records) read, \(progress.written) written so far"
        return "\(id) \(startedAt) \(table): \(outcome), \(source) by \(by), \(counts)"
    }

    private var heading: String { "\(table): \(outcome)" + (problem.map { ", \($0.detail)" } ?? "") }

    private var outcome: String { state.rawValue + (options.dryRun ? " (dry run)" : "") }

    private var sums: String {
        undoes == nil
            ? "\(read) read, \(inserted) inserted, \(updated) updated, \(unchanged) unchanged, \(rejected) rejected"
            : "\(deleted) deleted, \(updated) put back"
    }

    private var facts: [(name: String, value: String)] {
        [("load", id.description), ("file", fileText)] + undoFacts
            + (state.isFinal ? counts : [("so far", "\(progress.records) read, \(progress.written) written")])
            + rejectFacts + [("seconds", duration)]
    }

    private var counts: [(name: String, value: String)] {
        [
            ("read", read as Int?), ("inserted", inserted), ("updated", updated), ("unchanged", unchanged),
            ("rejected", rejected), ("deleted", undoes == nil ? nil : deleted),
        ].compactMap { name, count in count.map { (name, String($0)) } }
    }

    private var undoFacts: [(name: String, value: String)] {
        [("takes back", undoes), ("taken back by", undoneBy)].compactMap { name, load in
            load.map { (name, $0.description) }
        }
    }

    private var rejectFacts: [(name: String, value: String)] {
        guard rejected > 0 else { return [] }
        let codes = rejectsByCode.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let aborted = rejectsByCode[RejectCode.aborted.rawValue] ?? 0
        return codes.map { ("  \($0.key)", String($0.value)) }
            + (rejected > aborted ? [("see them", "wharf rejects \(id)")] : [])
    }

    private var fileText: String { "\(file.name ?? "without a name"), \(file.bytes) bytes" }

    /// The other stages are parts of the write.
    private var duration: String {
        let total = ["receive", "check", "write"].reduce(0) { $0 + (seconds[$1] ?? 0) }
        let rate = total > 0 ? ", \(Int(Double(read) / total)) rows/s" : ""
        return String(Double(Int(total * 1000)) / 1000) + rate
    }

    private static func padded(_ name: String) -> String {
        let width = 24
        return name + String(repeating: " ", count: max(1, width - name.count))
    }
}
