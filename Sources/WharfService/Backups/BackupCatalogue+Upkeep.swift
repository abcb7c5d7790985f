import Bucket

/// What keeps the bucket from filling up.
extension BackupCatalogue {
    /// A file that belongs to no backup may be one that is being written; after a day it is not.
    private static let orphanSeconds = 86_400

    /// Removes files that belong to no backup: rows without a manifest, and proofs without one. Both the file's own
    /// time and that in its name must be more than a day old. Names that are not ours are left alone.
    ///
    /// - Parameter now: in seconds since 1970.
    /// - Returns: the names of the files that were removed.
    func sweep(now: Int) throws -> [String] {
        try listing().orphans.compactMap { orphan in
            guard now - orphan.newest.milliseconds / 1000 > Self.orphanSeconds, try isOld(orphan.fileName, now: now),
                try isMissing(orphan.backup.manifest)
            else { return nil }
            try bucket.remove(orphan.fileName)
            return orphan.fileName
        }
    }

    /// Removes the backups that no rule keeps.
    ///
    /// - Parameter isDryRun: whether they are only named.
    /// - Returns: those that were, oldest first.
    func prune(_ rules: RetentionRules, now: Int, isDryRun: Bool = false) throws -> [CataloguedBackup] {
        let superseded = rules.superseded(try all().backups, now: now)
        if !isDryRun { for backup in superseded { try remove(backup.name) } }
        return superseded
    }

    private func isOld(_ fileName: String, now: Int) throws -> Bool {
        do throws(BucketError) {
            return now - (try bucket.status(of: fileName).modifiedAt) > Self.orphanSeconds
        } catch {
            if error.kind == .missing { return false }
            throw error
        }
    }

    /// A listing that leaves a name out does not prove that the file is not there.
    private func isMissing(_ fileName: String) throws -> Bool {
        do throws(BucketError) {
            _ = try bucket.status(of: fileName)
            return false
        } catch {
            if error.kind == .missing { return true }
            throw error
        }
    }
}
