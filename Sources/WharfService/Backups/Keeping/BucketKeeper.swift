import Bucket
internal import Glibc
import Logging
import MariaDB

/// Looks after the bucket, in a thread of its own, which a bucket that hangs holds up and nobody else: asks whether it
/// answers, reads what there is for the metrics, removes what killed processes left.
struct BucketKeeper: Sendable {
    private static let restMilliseconds: Int32 = 10_000
    /// Rounds between two readings of the catalogue, and between two sweeps of orphans.
    private static let roundsPerReading = 6
    private static let roundsPerSweep = 360

    let bucket: Bucket
    let shared: SharedState
    let logger: Logger

    /// Begins. The thread ends with the process: it may be waiting for the bucket then, which nobody else should.
    func start() throws(SystemError) {
        try SideThread<Void>.detach { run() }
    }

    private func run() {
        let database = WorkerDatabase { shared.settings.database }
        var round = 0
        while !shared.isEnding {
            keep(round, database)
            round += 1
            poll(nil, 0, Self.restMilliseconds)
        }
    }

    private func keep(_ round: Int, _ database: WorkerDatabase) {
        do {
            try bucket.probe()
            noteUp()
            try BackupJournal(database: database, instance: shared.spool.instance).sweep(bucket)
            if shared.bucketState.takeChange() || round % Self.roundsPerReading == 0 { try read() }
            guard round % Self.roundsPerSweep == 0 else { return }
            for file in try BackupCatalogue(bucket: bucket).sweep(now: time(nil)) {
                logger.notice("an orphan was removed from the bucket", metadata: ["file": "\(file)"])
            }
        } catch let error as BucketError {
            if shared.bucketState.trouble == nil {
                logger.error("the bucket fails", metadata: ["cause": .chain(of: error)])
            }
            shared.bucketState.note(trouble: "\(error)")
        } catch {
            logger.warning(
                "the bucket is looked after later", metadata: ["cause": .chain(of: error)])
        }
    }

    private func noteUp() {
        if shared.bucketState.trouble != nil { logger.notice("the bucket answers again") }
        shared.bucketState.note(trouble: nil)
    }

    private func read() throws {
        var newest: [String: BucketState.Newest] = [:]
        for backup in try BackupCatalogue(bucket: bucket).all().backups where backup.manifest.kind == .backup {
            newest[backup.manifest.table, default: BucketState.Newest(backup)].add(backup.proofs.best)
        }
        shared.bucketState.note(newest: newest)
    }
}
