import Logging
import MariaDB

extension Exchange {
    /// Writes into the audit that the caller has done something that took something away.
    ///
    /// The act stands, whatever becomes of its row: one that cannot be written now is an error in the log, and the
    /// instance's keeper tries again.
    func audit(_ act: String, of target: String, _ detail: String) {
        let entry = AuditEntry(
            requestID: requestID, who: caller.name, address: head.address, act: act, target: target, detail: detail)
        do {
            try AuditStore(connection: worker.database.connection()).insert(entry)
        } catch {
            logger.error("no row in the audit yet", metadata: ["entry": "\(entry)", "cause": .chain(of: error)])
            for lost in worker.shared.ledger.keep([entry]) {
                logger.error("no row in the audit", metadata: ["entry": "\(lost)"])
            }
        }
    }
}
