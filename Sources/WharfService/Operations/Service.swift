public import FastCGI
public import Logging
import MariaDB

/// The whole service but its socket.
public final class Service: Sendable {
    private let shared: SharedState
    private let keeper: InstanceKeeper
    private let logger: Logger

    /// Takes its place on this machine and in the database; ends what dead instances left.
    ///
    /// - Throws: `SchemaError` where migrations are missing; `MariaDBError`, or an error of the spool directory.
    public init(_ settings: ServiceSettings, logger: Logger) throws {
        let connection = try Connection(settings.database)
        let version = try Migrator.appliedVersion(connection)
        guard let wanted = Migration.all.last?.version, version == wanted else { throw SchemaError(version: version) }
        shared = SharedState(
            settings: settings, spool: try SpoolRoot(path: settings.spoolPath, limitBytes: settings.spoolLimitBytes))
        keeper = InstanceKeeper(shared: shared, logger: logger)
        self.logger = logger
        try keeper.begin()
        try keeper.start()
    }

    /// Makes the handler of one worker; called in the worker's thread.
    public func makeHandler() -> (FastCGIRequest) -> Void {
        let router = Router(routes: Self.routes, logger: logger)
        let state = WorkerState(shared: shared)
        return { router.serve($0, worker: state) }
    }

    /// Takes the instance out of the database; after the last request.
    public func stop() { keeper.stop() }

    private static var routes: [Router.Route] {
        [
            .init(method: "GET", pattern: "/healthz", handle: HealthHandler().handle),
            .init(method: "GET", pattern: "/readyz", handle: ReadinessHandler().handle),
            .init(method: "POST", pattern: "/upload", handle: UploadHandler().handle),
            .init(method: "POST", pattern: "/bulk", handle: BulkHandler().handle),
            .init(method: "GET", pattern: "/loads", handle: LoadListHandler().handle),
            .init(method: "GET", pattern: "/loads/{id}", handle: LoadHandler().handle),
            .init(method: "GET", pattern: "/loads/{id}/rejects", handle: RejectHandler().handle),
            .init(method: "GET", pattern: "/tables", handle: TableListHandler().handle),
            .init(method: "GET", pattern: "/tables/{name}", handle: TableHandler().handle),
        ]
    }
}

/// The database has not this version's schema.
public struct SchemaError: Error, CustomStringConvertible {
    public let version: Int
    public var description: String {
        "the database's schema is at version \(version), not this program's; run 'wharf migrate'"
    }
}
