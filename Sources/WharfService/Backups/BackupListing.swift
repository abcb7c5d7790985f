/// The backups that the names in the bucket speak of. A name proves nothing: a backup is one by its manifest's content.
struct BackupListing {
    /// Those with a manifest, newest first.
    private(set) var backups: [BackupName] = []
    private(set) var files: Set<BackupName> = []
    /// Proofs by backup, newest first.
    private(set) var proofs: [BackupName: [LoadIdentifier]] = [:]

    init(_ fileNames: [String]) {
        for fileName in fileNames {
            guard let (name, part) = BackupName.parse(fileName) else { continue }
            switch part {
            case .rows: files.insert(name)
            case .manifest: backups.append(name)
            case .proof(let proof): proofs[name, default: []].append(proof)
            }
        }
        backups.sort(by: >)
        for name in proofs.keys { proofs[name]?.sort(by: >) }
    }

    /// The file names that belong to no backup, with the newest ULID in each.
    var orphans: [(fileName: String, backup: BackupName, newest: LoadIdentifier)] {
        let known = Set(backups)
        let rows = files.subtracting(known).sorted().map { (fileName: $0.file, backup: $0, newest: $0.id) }
        let proofs = proofs.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }.flatMap { name, proofs in
            proofs.map { (fileName: name.proof($0), backup: name, newest: max($0, name.id)) }
        }
        return rows + proofs
    }
}
