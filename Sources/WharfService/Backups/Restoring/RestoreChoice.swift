import Bucket
import MariaDB

/// Finds the backups that an order means.
struct RestoreChoice {
    let catalogue: BackupCatalogue
    let connection: Connection

    /// - Throws: `Problem` where there is none.
    func manifests(_ order: RestoreOrder) throws -> [BackupManifest] {
        guard let spoken = order.table else { return try set(order.backup) }
        let name = try DictionaryReader(connection: connection).name(meantBy: spoken) ?? spoken
        guard let id = order.backup else {
            guard let newest = try catalogue.newest(of: name) else {
                throw Problem(.unknownBackup, "There is no good backup of table '\(name.forMessage)'.")
            }
            return [newest.manifest]
        }
        guard let backup = try catalogue.find(id) else { throw Problem(.unknownBackup, "There is no backup \(id).") }
        guard backup.manifest.table == name else {
            throw Problem(
                .unknownBackup, "Backup \(id) is one of table \(backup.manifest.table), not of '\(name.forMessage)'.")
        }
        return [backup.manifest]
    }

    private func set(_ id: LoadIdentifier?) throws -> [BackupManifest] {
        guard let set = try id.map(catalogue.set) ?? catalogue.newestSet(), !set.isEmpty else {
            throw Problem(.unknownBackup, "There is no complete set of good backups of all tables.")
        }
        return set.map(\.manifest)
    }
}
