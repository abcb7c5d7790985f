import Bucket
import MariaDB
internal import Synchronization

/// What one worker thread owns, and what all of them share.
final class WorkerState {
    let database: WorkerDatabase
    let shared: SharedState
    let requests: RequestFigures.Share

    init(shared: SharedState) {
        self.shared = shared
        requests = shared.requests.makeShare()
        database = WorkerDatabase { shared.settings.database }
    }
}

/// What all workers share: immutable, or behind a lock of its own.
final class SharedState: Sendable {
    private let current: SettingsInForce
    let spool: SpoolRoot
    let registry: LoadRegistry
    let dictionary = DictionaryCache()
    let unsavedCalls = UnsavedCalls()
    let unsettledRestores = UnsettledRestores()
    /// When the process must end, once it has begun to.
    private let end = Mutex<ContinuousClock.Instant?>(nil)
    let ledger = AuditLedger()
    let uses = TokenUses()
    let requests = RequestFigures()
    let bucket: Bucket?
    let bucketGate: BucketGate
    let bucketState = BucketState()
    let refreshTimes = RefreshTimes()

    /// Those in force; some of them change while the process runs.
    var settings: ServiceSettings { current.settings }

    /// Puts into force what can change; see `Setting.Change`.
    func change(to settings: ServiceSettings) {
        current.change(to: settings)
        let now = self.settings
        spool.budget.limitBytes = now.spoolLimitBytes
        registry.tableLimit = now.tableLoads
        bucket?.timeoutSeconds = now.bucketTimeoutSeconds
    }

    /// Whether what may be left for the next process must be left now.
    var mustEnd: Bool { end.withLock { end in end.map { $0 <= .now } ?? false } }

    /// Whether the process has begun to end.
    var isEnding: Bool { end.withLock { $0 != nil } }

    func endWithin(seconds: Int) { end.withLock { $0 = .now + .seconds(seconds) } }

    init(settings: ServiceSettings, spool: SpoolRoot) {
        current = SettingsInForce(settings)
        self.spool = spool
        registry = LoadRegistry(
            requestLimit: max(1, settings.workers * 3 / 4), tableLimit: settings.tableLoads)
        bucket = settings.bucket
        bucketGate = BucketGate(bucket, workers: settings.workers)
    }
}
