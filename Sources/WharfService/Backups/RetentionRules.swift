/// The rules for all tables. Backups of a table without a rule are kept for ever.
struct RetentionRules: Sendable, Hashable {
    /// By the table's name.
    private(set) var tables: [String: RetentionRule] = [:]
    /// For any other table.
    private(set) var other: RetentionRule?

    /// None: everything is kept.
    init() {}

    /// - Parameter text: `*:last=7,days=30,monthly=12;jobs:last=3`. `*` stands for all tables without a rule of their
    ///   own. A name that has `:` or `;` is percent-encoded, as in the names of backups.
    init(_ text: String) throws(RetentionError) {
        for entry in text.split(separator: ";") where !String(entry).trimmed.isEmpty {
            let pair = entry.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let table = String(pair[0]).trimmed
            guard pair.count == 2, !table.isEmpty else {
                throw RetentionError("'\(entry)' does not say TABLE:last=N,days=N,monthly=N")
            }
            let isKnown = table == "*" ? other != nil : tables[table] != nil
            guard !isKnown else { throw RetentionError("'\(table)' has two rules") }
            let rule = try RetentionRule(pair[1])
            if table == "*" { other = rule } else { tables[table] = rule }
        }
    }

    func rule(for table: String) -> RetentionRule? { tables[table] ?? tables[BackupName.stem(table)] ?? other }

    /// The backups that no rule keeps.
    ///
    /// Whatever the rules say these stay: of each table the newest that somebody asked for, and the newest that was
    /// proven best (rows looked at, not only the file); the newest complete set.
    ///
    /// - Parameters:
    ///   - backups: of any tables, in any order. One whose last proof failed is not counted as kept, and not removed
    ///     either: like one with a damaged manifest it waits for an operator.
    ///   - now: in seconds since 1970.
    /// - Returns: oldest first.
    func superseded(_ backups: [CataloguedBackup], now: Int) -> [CataloguedBackup] {
        let backups = backups.filter(\.proofs.isGood)
        var kept = Set(newestSet(backups).map(\.name))
        let byTable = Dictionary(grouping: backups, by: \.manifest.table)
        for (table, backups) in byTable {
            let newestFirst = backups.sorted { ($0.manifest.snapshotAt, $0.name) > ($1.manifest.snapshotAt, $1.name) }
            guard let rule = rule(for: table) else {
                kept.formUnion(backups.map(\.name))
                continue
            }
            kept.formUnion(rule.kept(newestFirst, now: now))
        }
        return backups.filter { !kept.contains($0.name) }.sorted { $0.name < $1.name }
    }

    private func newestSet(_ backups: [CataloguedBackup]) -> [CataloguedBackup] {
        var sets = BackupSets()
        for backup in backups { sets.add(backup) }
        return sets.newest.flatMap { sets.members(of: $0) } ?? []
    }
}

extension RetentionRule {
    /// - Parameter newestFirst: the backups of one table.
    fileprivate func kept(_ newestFirst: [CataloguedBackup], now: Int) -> [BackupName] {
        let asked = newestFirst.filter { $0.manifest.kind == .backup }
        let safety = newestFirst.filter { $0.manifest.kind == .safety }
        let ofRules = asked.prefix(max(1, keepLast)) + young(asked, keepDays, now) + monthly(asked)
        return (ofRules + young(safety, keepDays > 0 ? keepDays : Self.safetyDays, now) + proven(newestFirst)).map(
            \.name)
    }

    private func young(_ backups: [CataloguedBackup], _ days: Int, _ now: Int) -> [CataloguedBackup] {
        guard days > 0 else { return [] }
        let oldest = Timestamp.at(seconds: now - days * 86_400)
        return backups.filter { $0.manifest.snapshotAt > oldest }
    }

    private func monthly(_ newestFirst: [CataloguedBackup]) -> [CataloguedBackup] {
        var months: Set<Substring> = []
        return newestFirst.filter { backup in
            months.count < keepMonthly && months.insert(backup.manifest.snapshotAt.prefix(7)).inserted
        }
    }

    private func proven(_ newestFirst: [CataloguedBackup]) -> [CataloguedBackup] {
        func newest(_ isProof: (BackupProof.Level) -> Bool) -> CataloguedBackup? {
            newestFirst.first { $0.proofs.best.map { isProof($0.level) } ?? false }
        }
        return (newest { $0 > .file } ?? newest { _ in true }).map { [$0] } ?? []
    }
}
