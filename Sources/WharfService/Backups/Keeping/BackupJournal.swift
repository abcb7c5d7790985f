import Bucket
import MariaDB

/// Notes which files an instance is writing into the bucket, so that those of a killed one can be removed at once: by their
/// names and times alone nobody can tell them from files that another machine is writing.
struct BackupJournal {
    /// Not the connection whose snapshot a backup reads.
    let database: WorkerDatabase
    let instance: LoadIdentifier

    /// How long a mount may take to bring to the store what a killed process wrote.
    private static let lateMinutes: Int64 = 60

    func begin(_ file: String) throws {
        try database.connection().execute(
            "INSERT INTO `wharf_backup_files` (`file`, `instance_id`, `started_at`) VALUES (?, ?, UTC_TIMESTAMP(6))",
            [.text(file), .text(instance.description)])
    }

    /// Leaves what there may be of a file to the next sweep, though its instance lives: the bucket could not be asked to remove
    /// it.
    func giveUp(_ file: String) throws {
        try database.connection().execute(
            "UPDATE `wharf_backup_files` SET `instance_id` = '' WHERE `file` = ?", [.text(file)])
    }

    func end(_ file: String) throws {
        try database.connection().execute("DELETE FROM `wharf_backup_files` WHERE `file` = ?", [.text(file)])
    }

    /// Removes what instances left that are there no more. A file whose manifest is whole is a backup, and stays.
    ///
    /// A mount may bring a file to the store long after the process that wrote it was killed. So the note of one that was
    /// removed is kept for a while, and it is removed again.
    func sweep(_ bucket: Bucket) throws {
        let rows = try database.connection().query(
            """
            SELECT f.`file`, f.`started_at` < UTC_TIMESTAMP(6) - INTERVAL ? MINUTE
              FROM `wharf_backup_files` f
              LEFT JOIN `wharf_instances` i
                ON i.`id` = f.`instance_id`
             WHERE i.`id` IS NULL
            """, [.signed(Self.lateMinutes)])
        for row in rows {
            guard let file = row[0].string else { continue }
            if try settle(file, bucket) || row[1].integer == 1 { try end(file) }
        }
    }

    /// - Returns: whether the file is a backup. One that nobody can tell of now is looked at again later.
    private func settle(_ file: String, _ bucket: Bucket) throws -> Bool {
        guard let (name, _) = BackupName.parse(file) else { return true }
        do {
            if try isBackup(name, bucket) { return true }
            try bucket.remove(name.manifest)
            try bucket.remove(name.file)
        } catch {
            guard error.isOfOneFile else { throw error }
        }
        return false
    }

    private func isBackup(_ name: BackupName, _ bucket: Bucket) throws(BucketError) -> Bool {
        do throws(BucketError) {
            return isWhole(try bucket.read(name.manifest, limit: SealedDocument.limitBytes), name)
        } catch {
            if error.kind == .missing { return false }
            throw error
        }
    }

    /// Whether a manifest was written to its end, be it by a later Wharf.
    private func isWhole(_ manifest: [UInt8], _ name: BackupName) -> Bool {
        do throws(BackupDamage.Reason) {
            _ = try BackupManifest(manifest, of: name)
            return true
        } catch {
            return error != .notWhole
        }
    }
}
