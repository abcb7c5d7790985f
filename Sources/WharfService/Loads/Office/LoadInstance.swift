import Logging
import MariaDB

/// A command's place among the instances while it loads, and its spool: a load of a command that is killed is closed like
/// one of a service that is.
final class LoadInstance {
    let shared: SharedState
    let database: WorkerDatabase
    private let keeper: InstanceKeeper

    /// - Throws: `Problem` or `CommandError` where database, schema or spool cannot be used.
    init(_ settings: ServiceSettings) throws {
        database = WorkerDatabase(settings.database)
        try SchemaError.check(database.connection())
        do throws(SpoolError) {
            shared = SharedState(
                settings: settings, spool: try SpoolRoot(path: settings.spoolPath, limitBytes: settings.spoolLimitBytes)
            )
        } catch {
            throw Self.unusable(error)
        }
        let log = LogOutput(settings)
        log.level = max(log.level, .warning)
        keeper = InstanceKeeper(shared: shared, logger: Logger(label: "wharf") { _ in log.makeHandler() })
        try keeper.begin(takesOver: false)
        try keeper.start()
    }

    /// Takes the command out of the database and off the disk; when its loads have ended.
    func end() {
        keeper.stop()
        shared.spool.leave()
    }

    private static func unusable(_ error: SpoolError) -> any Error {
        if error.isFull { return Problem.describing(error) }
        return CommandError(
            "WHARF_SPOOL cannot be used. Run the command as the service's user, or set another folder.",
            exitStatus: CommandError.unavailable, cause: "\(error)")
    }
}
