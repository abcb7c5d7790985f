import Logging
import MariaDB

extension InstanceKeeper {
    /// Writes what the audit waits for. What cannot be written waits on, and is an error in the log.
    func writeAudit(_ connection: Connection, isLast: Bool) {
        let entries = shared.ledger.takeDue(isLast: isLast)
        for (index, entry) in entries.enumerated() {
            do {
                try AuditStore(connection: connection).insert(entry)
            } catch {
                return keep(Array(entries[index...]), isLast: isLast, cause: error)
            }
        }
    }

    /// The same where there is no connection at all.
    func reportUnwritten(isLast: Bool, cause: any Error) {
        keep(shared.ledger.takeDue(isLast: isLast), isLast: isLast, cause: cause)
    }

    /// Nobody comes after the last time: each row is written into the log then, and so is one that there is no room for.
    private func keep(_ entries: [AuditEntry], isLast: Bool, cause: any Error) {
        let lost = isLast ? entries : shared.ledger.keep(entries)
        if entries.count > lost.count {
            logger.error(
                "no row in the audit yet", metadata: ["rows": "\(entries.count - lost.count)", "cause": "\(cause)"])
        }
        for entry in lost { logger.error("no row in the audit", metadata: ["entry": "\(entry)"]) }
    }
}
