import Logging
import MariaDB

extension InstanceKeeper {
    /// The keeper's connection for what this file does. It waits for no lock for long: whoever has a token's row locked
    /// must not stop the heartbeat.
    func makeAccessDatabase() -> WorkerDatabase {
        WorkerDatabase { [shared] in
            var settings = shared.settings.database
            settings.lockWaitTimeoutSeconds = 2
            return settings
        }
    }

    /// Writes down which tokens were used and what was refused.
    ///
    /// A use that cannot be written is written at the next one. A row of the audit that cannot waits on, and is an error
    /// in the log.
    func saveAccess(_ database: WorkerDatabase, isLast: Bool) {
        let uses = shared.uses.take()
        let entries = shared.ledger.takeDue(isLast: isLast)
        if uses.isEmpty && entries.isEmpty { return }
        do {
            let connection = try database.connection()
            write(entries, isLast: isLast, connection)
            for token in uses { try TokenStore(connection: connection).noteUse(of: token) }
        } catch let problem as Problem {
            keep(entries, isLast: isLast, cause: problem)
        } catch {
            logger.warning("the use of a token is not noted", metadata: ["cause": .chain(of: error)])
        }
    }

    private func write(_ entries: [AuditEntry], isLast: Bool, _ connection: Connection) {
        for (index, entry) in entries.enumerated() {
            do {
                try AuditStore(connection: connection).insert(entry)
            } catch {
                return keep(Array(entries[index...]), isLast: isLast, cause: error)
            }
        }
    }

    /// Nobody comes after the last time: each row is written into the log then, and so is one that there is no room for.
    private func keep(_ entries: [AuditEntry], isLast: Bool, cause: any Error) {
        let lost = isLast ? entries : shared.ledger.keep(entries)
        if entries.count > lost.count {
            logger.error(
                "no row in the audit yet",
                metadata: ["rows": .stringConvertible(entries.count - lost.count), "cause": .chain(of: cause)])
        }
        for entry in lost { logger.error("no row in the audit", metadata: ["entry": "\(entry)"]) }
    }
}
