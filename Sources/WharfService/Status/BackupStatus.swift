import Bucket

/// The newest backup of each table, with its last proof.
struct BackupStatus: Encodable {
    let path: String?
    let newest: [BackupEntry]
    let damaged: [String]
    /// Why the bucket cannot be used.
    let trouble: String?

    /// Reads no more than names, manifests and proofs.
    init(_ settings: ServiceSettings) {
        path = settings.bucketPath
        guard let bucket = settings.bucket else {
            (newest, damaged, trouble) = ([], [], nil)
            return
        }
        do {
            let page = try BackupCatalogue(bucket: bucket).all()
            newest = BackupOffice.newest(in: page, of: nil).map { BackupEntry($0.manifest, proof: $0.proofs.last) }
            damaged = page.damaged.map { "\($0)" }
            trouble = nil
        } catch {
            (newest, damaged) = ([], [])
            trouble = Problem.describing(Problem.ofBackups(error)).detail
        }
    }

    var troubles: [String] {
        (trouble.map { ["bucket: \($0)"] } ?? []) + damaged.map { "damaged backup: \($0)" }
            + newest.filter { $0.proof?.passed == false }.map { "the newest backup of \($0.table) failed its proof" }
    }

    var lines: [(name: String, text: String)] {
        guard path != nil else { return [("backup", "no bucket (WHARF_BUCKET)")] }
        guard trouble == nil else { return [("backup", "the bucket cannot be used")] }
        return newest.isEmpty ? [("backup", "none")] : newest.map { ("backup", BackupOffice.line($0)) }
    }
}
