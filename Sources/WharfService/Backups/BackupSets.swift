/// Backups by the run of all tables that they belong to.
struct BackupSets {
    private var sets: [LoadIdentifier: [String: CataloguedBackup]] = [:]
    /// The newest complete one.
    private(set) var newest: LoadIdentifier?

    mutating func add(_ backup: CataloguedBackup) {
        guard let set = backup.manifest.set else { return }
        sets[set, default: [:]][backup.manifest.table] = backup
        if members(of: set) != nil { newest = max(newest ?? set, set) }
    }

    /// The backups of a complete set, by table; `nil` when one is missing.
    func members(of set: LoadIdentifier) -> [CataloguedBackup]? {
        guard let found = sets[set], let tables = found.values.first?.manifest.setTables else { return nil }
        let members = tables.sorted().compactMap { found[$0] }
        return members.count == tables.count ? members : nil
    }
}
