import Avro
import Bucket
internal import Glibc
import MariaDB

/// Backs up, restores, proves, lists and prunes at the command line: what `wharf backup`, `restore`, `verify`, `backups`
/// and `prune` do, by the same code as the service.
public final class BackupOffice {
    private let settings: ServiceSettings
    private let bucket: Bucket
    private let clerk: String
    private let progress: (CommandProgress) -> Void

    private var catalogue: BackupCatalogue { BackupCatalogue(bucket: bucket) }

    /// - Parameters:
    ///   - clerk: who is at the command line, for the audit.
    ///   - progress: called now and then while something long goes on.
    /// - Throws: `CommandError` where no bucket is set up.
    public init(_ settings: ServiceSettings, clerk: String, progress: @escaping (CommandProgress) -> Void) throws {
        guard let bucket = settings.bucket else {
            throw CommandError(
                Problem(.bucketUnavailable, "WHARF_BUCKET must name the directory that backups are kept in."))
        }
        self.settings = settings
        self.bucket = bucket
        self.clerk = "command:\(clerk)"
        self.progress = progress
    }

    /// - Parameters:
    ///   - table: `nil` for all tables at one snapshot.
    ///   - codec: `deflate`, `snappy` or `null`; the usual one unless given.
    public func backUp(_ table: String?, codec: String? = nil) throws -> CommandReport {
        guard let codec = codec.map(AvroCodec.init(rawValue:)) ?? .usual else {
            let names = AvroCodec.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandError(Problem(.badOption, "The codec is one of \(names)."))
        }
        return try told {
            let stopwatch = Stopwatch()
            let outcome = try asInstance { instance in
                try BackupRun(
                    bucket: bucket, settings: settings.database, instance: instance, codec: codec,
                    look: { [progress] table, rows, _ in
                        progress(
                            CommandProgress(
                                what: "backup of \(table.name)", done: rows, expected: table.estimatedRows, unit: "rows"
                            ))
                    }
                ).run(table)
            }
            let lines = outcome.manifests.map(Self.line) + outcome.leftOut.map { "left out: \($0.table), \($0.why)" }
            return try CommandReport(BackupAnswer(outcome, seconds: stopwatch.seconds), lines)
        }
    }

    public func backups(of table: String?, limit: Int) throws -> CommandReport {
        try told {
            let page = try catalogue.page(table: table, before: nil, limit: limit)
            let entries = page.backups.map { BackupEntry($0.manifest, proof: $0.proofs.last) }
            let lines = entries.map(Self.line) + page.damaged.map { "damaged: \($0)" }
            return try CommandReport(
                BackupListHandler.Page(backups: entries, damaged: page.damaged.map { "\($0)" }, next: nil), lines)
        }
    }

    /// Proves one backup, or the newest of each table.
    ///
    /// - Parameters:
    ///   - id: the backup's; `nil` for the newest of each table, or of `table`.
    ///   - level: `file`, `records` or `drill`.
    public func verify(_ id: String?, table: String?, level: String) throws -> CommandReport {
        guard let level = BackupProof.Level(rawValue: level) else {
            let names = BackupProof.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandError(Problem(.badOption, "The level is one of \(names)."))
        }
        return try told {
            let manifests = try chosen(id, table: table)
            let entries = try asInstance { instance in
                try manifests.map { manifest in
                    let run = ProofRun(
                        bucket: bucket, settings: settings.database, agent: agent(instance),
                        look: { [progress] in
                            progress(
                                CommandProgress(
                                    what: "\(level.rawValue) of \(manifest.table)", done: $0,
                                    expected: level == .file ? manifest.bytes : manifest.rows,
                                    unit: level == .file ? "bytes" : "rows"))
                        })
                    return BackupEntry(manifest, proof: try run.run(manifest, level))
                }
            }
            return try CommandReport(
                entries, entries.map(Self.line),
                exitStatus: entries.allSatisfy { $0.proof?.passed == true } ? 0 : CommandError.badData)
        }
    }

    private func chosen(_ id: String?, table: String?) throws -> [BackupManifest] {
        if let id { return [try BackupDetailHandler.find(id, catalogue).manifest] }
        let newest = Self.newest(in: try catalogue.all(), of: table)
        guard !newest.isEmpty else { throw Problem(.unknownBackup, "There is no backup to verify.") }
        return newest.map(\.manifest)
    }

    /// The newest backup of each table, or of one; none of those that a restore took.
    static func newest(in page: BackupCatalogue.Page, of table: String?) -> [CataloguedBackup] {
        var newest: [String: CataloguedBackup] = [:]
        for backup in page.backups where backup.manifest.kind == .backup {
            let name = backup.manifest.table
            if table == nil || name == table { newest[name] = newest[name] ?? backup }
        }
        return newest.sorted { $0.key < $1.key }.map(\.value)
    }

    /// What is to be restored.
    public struct Order: Sendable {
        /// `nil` for all tables of a set.
        public var table: String?
        /// Of the backup, or of the set; `nil` for the newest good one.
        public var backup: String?
        /// The table that is made instead.
        public var other: String?
        public var isDry = false
        public var takesSafety = true

        public init(table: String?) { self.table = table }
    }

    public func restore(_ order: Order) throws -> CommandReport {
        try told {
            var restore = RestoreOrder(
                table: order.table, other: order.other, isDry: order.isDry, takesSafety: order.takesSafety)
            restore.backup = try order.backup.map { text in
                guard let id = LoadIdentifier(text) else {
                    throw Problem(.badOption, "'\(text.forMessage)' is no identifier of a backup.")
                }
                return id
            }
            if restore.table == nil, restore.other != nil { throw Problem(.badOption, "--as goes with one table.") }
            let answer = try asInstance { instance in
                try RestoreRun(
                    bucket: bucket, settings: settings.database, agent: agent(instance),
                    look: { [progress] in
                        progress(CommandProgress(what: "restore of \($0)", done: $1, expected: $2, unit: "rows"))
                    }
                ).run(restore)
            }
            if !order.isDry { try audit(answer) }
            return try CommandReport(answer, answer.restores.flatMap { Self.lines($0, isDry: order.isDry) })
        }
    }

    private func audit(_ answer: RestoreAnswer) throws {
        let store = AuditStore(connection: try WorkerDatabase(settings.database).connection())
        for restored in answer.restores {
            try store.insert(
                AuditEntry(
                    requestID: nil, who: clerk, address: nil, act: "restore", target: restored.table,
                    detail: "backup \(restored.backup), \(restored.rows) rows"))
        }
    }

    private static func lines(_ restored: RestoredTable, isDry: Bool) -> [String] {
        let counts = [("added", restored.added), ("removed", restored.removed), ("changed", restored.changed)]
            .compactMap { name, count in count.map { "\($0) \(name)" } }
        let head =
            "\(restored.table): \(isDry ? "would be " : "")\(restored.method.rawValue), \(restored.rows) rows of backup "
            + "\(restored.backup) of \(restored.snapshotAt)"
        let safety = restored.safety.map { ["  what was replaced is backup \($0)"] } ?? []
        let broken = restored.broken.map { "  \($0.rows) rows of \($0.child) would have no parent in \($0.parent)" }
        return [([head] + counts).joined(separator: ", ")] + safety + restored.notes.map { "  \($0)" } + broken
    }

    private func agent(_ instance: LoadIdentifier) -> RestoreAgent {
        RestoreAgent(instance: instance, name: clerk, requestID: "")
    }

    /// Removes what the retention rules do not keep, and orphans.
    ///
    /// - Parameter isDry: nothing is removed.
    public func prune(isDry: Bool) throws -> CommandReport {
        try told {
            let removed = try catalogue.prune(settings.retention, now: time(nil), isDryRun: isDry).map(\.manifest)
            let orphans = isDry ? [] : try catalogue.sweep(now: time(nil))
            let word = isDry ? "would go" : "gone"
            let lines =
                removed.map { "\(word): \($0.table) \($0.id) of \($0.snapshotAt)" }
                + orphans.map { "orphan gone: \($0)" }
            return try CommandReport(
                PruneAnswer(isDry: isDry, removed: removed.map { BackupEntry($0, proof: nil) }, orphans: orphans), lines
            )
        }
    }

    // MARK: Common to all

    private func asInstance<Result>(_ body: (LoadIdentifier) throws -> Result) throws -> Result {
        let command = try CommandInstance(settings.database)
        let result = Swift.Result { try body(command.id) }
        try command.end()
        return try result.get()
    }

    private func told(_ body: () throws -> CommandReport) throws -> CommandReport {
        do {
            return try body()
        } catch {
            throw CommandError(Problem.describing(Problem.ofBackups(error)))
        }
    }

    private static func line(_ manifest: BackupManifest) -> String { line(BackupEntry(manifest, proof: nil)) }

    static func line(_ entry: BackupEntry) -> String {
        let proof =
            entry.proof.map { proof in
                let outcome = proof.passed ? "passed" : "FAILED (\(proof.detail))"
                return ", \(proof.level.rawValue) \(outcome) at \(proof.at)"
            } ?? ""
        return "\(entry.id) \(entry.table): \(entry.rows) rows, \(entry.bytes) bytes, taken \(entry.snapshotAt), "
            + "\(entry.kind.rawValue)\(proof)"
    }
}

/// What `wharf prune --json` prints.
struct PruneAnswer: Encodable {
    let isDry: Bool
    let removed: [BackupEntry]
    let orphans: [String]

    private enum CodingKeys: String, CodingKey {
        case removed, orphans
        case isDry = "dry_run"
    }
}
