#if WHARF_FAULTS
    internal import Glibc
#endif

/// A state of work at which a test can hold the thread that has reached it, to end this process, the database or nginx
/// at exactly that point.
///
/// Debug builds alone stop here, and only where the environment variable `FAULT_POINTS` names a folder. A file there with
/// the point's name catches the next thread that reaches it: the file's name gets `.held` behind it, and the thread goes
/// on when that file is gone. In a release build `reached` does nothing.
public enum FaultPoint: String, CaseIterable, Sendable {
    // A call with a key.
    case callClaimed, callReceived, callWorked

    // A load.
    case loadBegun, loadReceiving, loadReceived, loadChecked, loadWriting, loadRowsWritten, loadSaved, loadDone

    // A load's twin. The swap is a restore's, too.
    case twinCreated, twinFilled, twinProven, twinAnnounced, swapLocked, swapQueued, twinSwapped, twinSettled

    // A load that is answered before it is written.
    case promiseKept, promiseMade, promiseResumed

    // A process that begins, and ends what dead ones left.
    case instanceBegun, spoolsSwept

    // A backup.
    case backupSeen, backupNoted, backupBegun, backupWritten, backupDone

    // A restore.
    case restoreBegun, restoreFilled, restoreProven, restoreSafe, restoreApplied, restoreDone

    // An undo of a load.
    case undoBegun, undoApplied, undoSaved, undoDone

    // A refresh of a report.
    case refreshLocked, refreshReplaced, refreshSaved, refreshDone

    // The migrations.
    case migrationLocked, migrationStatement, migrationRun, migrationRecorded, migrationDone

    /// Holds the thread where a test wants that.
    static func reached(_ point: Self) {
        #if WHARF_FAULTS
            guard let folder else { return }
            let held = "\(folder)/\(point.rawValue).held"
            guard rename("\(folder)/\(point.rawValue)", held) == 0 else { return }
            while access(held, F_OK) == 0 { poll(nil, 0, 2) }
        #endif
    }

    #if WHARF_FAULTS
        private static let folder = getenv("FAULT_POINTS").map { String(cString: $0) }
    #endif
}
