public import FastCGI
public import Logging
import MariaDB

/// The whole service but its socket.
public final class Service: Sendable {
    private let shared: SharedState
    private let keeper: InstanceKeeper
    private let promises: PromiseKeeper
    private let logger: Logger

    /// Takes its place on this machine and in the database; ends what dead instances left.
    ///
    /// - Throws: `SchemaError` where migrations are missing; `MariaDBError`, or an error of the spool directory.
    public init(_ settings: ServiceSettings, logger: Logger) throws {
        let connection = try Connection(settings.database)
        try SchemaError.check(connection)
        try ReportingSchema(connection: connection, database: settings.reporting).check()
        shared = SharedState(
            settings: settings, spool: try SpoolRoot(path: settings.spoolPath, limitBytes: settings.spoolLimitBytes))
        keeper = InstanceKeeper(shared: shared, logger: logger)
        self.logger = logger
        try keeper.begin()
        shared.registry.figures.remember(try LoadStore(connection: connection).lastSuccesses())
        promises = try PromiseKeeper(shared: shared, connection: connection, logger: logger)
        try keeper.start()
        if let bucket = shared.bucket { try BucketKeeper(bucket: bucket, shared: shared, logger: logger).start() }
    }

    /// Makes the handler of one worker; called in the worker's thread.
    public func makeHandler() -> (FastCGIRequest) -> Void {
        let router = Router(routes: Route.all, logger: logger)
        let state = WorkerState(shared: shared)
        return { router.serve($0, worker: state) }
    }

    /// Puts settings into force as far as they can change while it runs.
    public func change(to settings: ServiceSettings) { shared.change(to: settings) }

    /// Says that the process will end: promised loads that have not ended by then are left for the next one.
    public func endWithin(seconds: Int) { shared.endWithin(seconds: seconds) }

    /// Takes the instance out of the database; after the last request.
    public func stop() {
        promises.stop()
        keeper.stop()
        // Whoever waits for the bucket may hold the state for as long as it likes.
        shared.spool.leave()
    }
}

/// The database has not this version's schema.
public struct SchemaError: Error, CustomStringConvertible {
    public let version: Int

    static func check(_ connection: Connection) throws {
        let version = try Migrator.appliedVersion(connection)
        guard version == Migration.all.last?.version else { throw SchemaError(version: version) }
    }

    public var description: String {
        "the database's schema is at version \(version), not this program's; run 'wharf migrate'"
    }
}
