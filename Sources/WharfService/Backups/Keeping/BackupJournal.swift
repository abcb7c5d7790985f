import Bucket
import MariaDB

/// Notes which files an instance is writing into the bucket, so that those of a killed one can be removed at once: by their
/// names and times alone nobody can tell them from files that another machine is writing.
struct BackupJournal {
    /// Not the connection whose snapshot a backup reads.
    let database: WorkerDatabase
    let instance: LoadIdentifier

    func begin(_ file: String) throws {
        try database.connection().execute(
            "INSERT INTO `wharf_backup_files` (`file`, `instance_id`, `started_at`) VALUES (?, ?, UTC_TIMESTAMP(6))",
            [.text(file), .text(instance.description)])
    }

    func end(_ file: String) throws {
        try database.connection().execute("DELETE FROM `wharf_backup_files` WHERE `file` = ?", [.text(file)])
    }

    /// Removes what instances left that are there no more. A file whose manifest was written is a backup, and stays.
    func sweep(_ bucket: Bucket) throws {
        let rows = try database.connection().query(
            """
            SELECT f.`file`
              FROM `wharf_backup_files` f
              LEFT JOIN `wharf_instances` i
                ON i.`id` = f.`instance_id`
             WHERE i.`id` IS NULL
            """)
        guard !rows.isEmpty else { return }
        let names = Set(try bucket.names())
        for file in rows.compactMap({ $0[0].string }) {
            if let (name, _) = BackupName.parse(file), !names.contains(name.manifest) { try bucket.remove(file) }
            try end(file)
        }
    }
}
