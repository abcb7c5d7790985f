/// Says what is going on: `wharf status`. Changes nothing.
public struct StatusOffice {
    private struct Document: Encodable {
        /// `ok` or `bad`.
        let status: String
        let troubles: [String]
        let service: ServiceStatus
        /// Null where the database cannot be used.
        let database: DatabaseStatus?
        let backups: BackupStatus
        let spool: SpoolStatus
    }

    private let settings: ServiceSettings
    private let socket: String

    /// - Parameter socket: that nginx connects to.
    public init(_ settings: ServiceSettings, socket: String) {
        self.settings = settings
        self.socket = socket
    }

    public func report() throws -> CommandReport {
        let service = ServiceStatus(socket: socket)
        let backups = BackupStatus(settings)
        let spool = SpoolStatus(settings)
        var troubles = (service.isUp ? [] : ["the service is down"]) + backups.troubles
        var database: DatabaseStatus?
        do {
            database = try DatabaseStatus(settings)
        } catch {
            troubles.append("database: \(Problem.describing(error).detail)")
        }
        troubles += database?.troubles ?? []
        let document = Document(
            status: troubles.isEmpty ? "ok" : "bad", troubles: troubles, service: service, database: database,
            backups: backups, spool: spool)
        return try CommandReport(
            document, Self.lines(document), exitStatus: troubles.isEmpty ? 0 : CommandReport.notAllGood)
    }

    private static func lines(_ document: Document) -> [String] {
        let database = document.database?.lines ?? [("database", "cannot be used")]
        let all =
            [("service", document.service.line)] + database + document.backups.lines
            + [("spool", document.spool.line)] + document.troubles.map { ("BAD", $0) }
        let width = (all.map(\.0.count).max() ?? 0) + 2
        return all.map { $0 + String(repeating: " ", count: width - $0.count) + $1 }
    }
}
