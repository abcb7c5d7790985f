internal import Crypto
import MariaDB

/// One attempt to put the records of one file into one table.
///
/// `begin`, `receive` …, `endReceiving`, `check`, `write`; or `close` at any point. Used in one thread.
final class Load {
    var receipt: Receipt
    private(set) var checked: CheckedLoad?
    var options: LoadOptions
    private(set) var table: Table
    let context: LoadContext
    /// Among the loads into the table; of an upload.
    var place: TablePlace?
    /// Whether the load's row is there while it runs; of a small one it is written with its end, in one transaction.
    private(set) var isAnnounced = false
    private let folder: SpoolFolder
    let original: SpoolFile
    let format: RowFormat
    private(set) var source: any RowSource
    private var digest: SHA256? = SHA256()
    private var stopwatch = Stopwatch()
    /// Whether the database was lost while it committed the load, and cannot be asked what became of it.
    private(set) var isOutcomeUnknown = false
    /// Of a promised load: whether the process must end now. Its client has gone long ago.
    var mustEnd: (() -> Bool)?

    init(
        table: Table, fileName: String?, format: RowFormat, options: LoadOptions, context: LoadContext
    ) {
        let id = LoadIdentifier()
        self.table = table
        self.format = format
        self.options = options
        self.context = context
        folder = context.spool.makeFolder(id)
        original = folder.makeFile()
        source = Self.makeSource(format, table: table, options: options, folder: folder)
        receipt = Receipt(
            id: id, table: table.name, state: .receiving, source: context.source.rawValue, options: options.record,
            by: context.requestedBy, requestID: context.requestID, callID: context.callID, startedAt: Timestamp.now())
        receipt.file.name = fileName.map { String($0.prefix(255)) }
        receipt.progress.bytesExpected = context.bodyBytes
    }

    /// A promised load that another process began: it has nothing but its file.
    ///
    /// `receiveAgain` comes first.
    init(
        resuming receipt: Receipt, _ terms: PromiseStore.Terms, table: Table, context: LoadContext,
        mustEnd: @escaping () -> Bool
    ) throws {
        self.table = table
        format = terms.format
        options = terms.options
        self.context = context
        self.mustEnd = mustEnd
        folder = try context.spool.reopenFolder(receipt.id)
        original = try folder.reopenFirstFile()
        source = Self.makeSource(format, table: table, options: options, folder: folder)
        self.receipt = receipt
        self.receipt.countNothing()
        digest = nil
        isAnnounced = true
    }

    /// Makes the load known to everybody; left out for a small one.
    func begin() throws {
        let store = LoadStore(connection: try context.database.connection())
        try store.insert(receipt, instance: context.spool.instance)
        isAnnounced = true
        context.registry.note(receipt.id, receipt.progress)
        FaultPoint.reached(.loadBegun)
    }

    /// Takes the file's next bytes.
    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        if context.registry.isCancelled(receipt.id) { throw LoadTakenAway() }
        try original.append(bytes)
        digest?.update(bufferPointer: bytes)
        receipt.file.bytes += bytes.count
        try source.feed(bytes)
        receipt.progress.bytes = receipt.file.bytes
        receipt.progress.records = source.checker?.read ?? 0
        context.registry.note(receipt.id, receipt.progress)
        FaultPoint.reached(.loadReceiving)
    }

    /// The file has ended, whole.
    func endReceiving() throws {
        try source.finish()
        receipt.file.sha256 = digest?.finalize().hexadecimal
        digest = nil
        lap("receive")
        FaultPoint.reached(.loadReceived)
    }

    /// Finds out everything about the records; writes nothing but the receipt's state.
    ///
    /// - Parameter others: the loads of the same request that are checked already, by table.
    func check(_ others: [String: CheckedLoad]) throws {
        guard let checker = source.checker else { preconditionFailure("a load is checked when its file has ended") }
        context.watch(self)
        stopwatch = Stopwatch()
        receipt.options = options.record
        try source.confirm(options)
        let connection = try context.database.connection()
        let load = try LoadResolver(
            connection: connection, table: table, checker: checker, options: options, folder: folder,
            checkedLoads: others
        ).resolve()
        checked = load
        source.describe(in: &receipt)
        receipt.warnings = Self.warnings(load) + (try earlierLoad(connection).map { [$0] } ?? [])
        receipt.state = .checked
        lap("check")
        if !options.isDryRun && isAnnounced { try LoadStore(connection: connection).update(receipt) }
        FaultPoint.reached(.loadChecked)
    }

    /// Whether the load has more rejects than it may have.
    var exceedsBudget: Bool {
        guard let checked else { return false }
        return !options.rejectBudget.allows(checked.rejects.count, of: checked.read)
    }

    /// Writes rows, rejects and receipt in one transaction.
    ///
    /// - Parameter others: as for `check`, for a table that has changed since.
    func write(_ others: [String: CheckedLoad]) throws {
        try checkAgainIfChanged(others)
        let stopwatch = Stopwatch()
        receipt = try noticing { try publisher.publish(receipt) { $0.seconds["write"] = stopwatch.seconds } }
        FaultPoint.reached(.loadDone)
        context.registry.end(receipt)
    }

    /// Writes all rows and the receipt by the shortest way, where nothing is known to be wrong with any of them.
    ///
    /// - Returns: false where the database knows better: nothing was written, and the load must be checked.
    func writeAtOnce() throws -> Bool {
        guard let checker = source.checker, !options.isDryRun, checker.read > 0, checker.rejects.count == 0 else {
            return false
        }
        receipt.options = options.record
        source.describe(in: &receipt)
        let load = try CheckedLoad(trusting: checker, table: table, folder: folder)
        receipt.warnings = Self.warnings(load)
        checked = load
        let stopwatch = Stopwatch()
        let done = try noticing {
            try publisher.publishAtOnce(receipt, finish: { $0.seconds["write"] = stopwatch.seconds })
        }
        guard let done else {
            checked = nil
            return false
        }
        receipt = done
        FaultPoint.reached(.loadDone)
        context.registry.end(receipt)
        return true
    }

    private func noticing<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as OutcomeUnknown {
            isOutcomeUnknown = true
            throw error
        }
    }

    /// The request's connection.
    var connection: Connection { get throws { try context.database.connection() } }

    /// Writes within a transaction that the caller undoes: what the load would come to.
    func rehearse(_ connection: Connection) throws -> WriteOutcome { try publisher.rehearse(connection) }

    /// What the load would come to where the database has nothing left to decide.
    var foreseenOutcome: WriteOutcome { publisher.foreseenOutcome }

    /// Ends a dry run: keeps its rejects and its receipt.
    func endDryRun(_ outcome: WriteOutcome) throws {
        let stopwatch = Stopwatch()
        receipt = try publisher.publishDryRun(receipt, outcome) { $0.seconds["write"] = stopwatch.seconds }
        context.registry.end(receipt)
    }

    private var publisher: LoadPublisher {
        guard let checked else { preconditionFailure("a load is written when it is checked") }
        return LoadPublisher(
            database: context.database, load: checked, options: options, folder: folder, original: original,
            watch: WriteWatch(look: look, note: noteWritten), registry: context.registry,
            instance: context.spool.instance, isAnnounced: isAnnounced, isUndoWanted: context.isUndoWanted)
    }

    /// Looks whether the load may go on.
    ///
    /// - Throws: `ClientGone`, `LoadTakenAway`, or `ProcessEnding` of a promised load.
    func look() throws {
        if context.registry.isCancelled(receipt.id) { throw LoadTakenAway() }
        if let mustEnd {
            if mustEnd() { throw ProcessEnding() }
        } else if context.isClientGone() {
            throw ClientGone()
        }
    }

    private func noteWritten(_ rows: Int) {
        receipt.progress.written = rows
        context.registry.note(receipt.id, receipt.progress)
        context.watch(self)
    }

    /// A table that was altered since the dictionary was read: the file is checked against it as it is now, once.
    func checkAgainIfChanged(_ others: [String: CheckedLoad]) throws {
        guard try hasChanged() else { return }
        let connection = try context.database.connection()
        guard let now = try DictionaryReader(connection: connection).table(named: table.name), now.isLoadable else {
            throw Problem(
                .tableChanged, "Table \(table.name) was dropped or altered during the load; nothing was written.")
        }
        context.dictionary.forget(table.name)
        table = now
        source = Self.makeSource(format, table: now, options: options, folder: folder)
        try replay()
        try source.finish()
        try check(others)
        receipt.warnings.append("table \(table.name) was altered during the load: the file was checked again")
        guard try !hasChanged() else {
            throw Problem(.tableChanged, "Table \(table.name) keeps being altered; nothing was written.")
        }
    }

    /// A word about the load that brought the same file into the same table before; a request that is repeated by its key
    /// does not come here.
    private func earlierLoad(_ connection: Connection) throws -> String? {
        guard isAnnounced, context.callID == nil, let digest = receipt.file.sha256 else { return nil }
        return try LoadStore(connection: connection).earlierLoad(of: digest, into: table.name).map {
            "the same file was loaded into this table before, by load \($0.id) at \($0.startedAt)"
        }
    }

    private func hasChanged() throws -> Bool {
        try !DictionaryCache.isCurrent(table, context.database.connection())
    }

    /// Reads the records of the file once more.
    func replay() throws {
        var offset = 0
        while offset < original.count {
            let piece = try original.bytes(at: offset, length: min(SpoolFile.bufferBytes, original.count - offset))
            try piece.withUnsafeBytes { try source.feed($0) }
            offset += piece.count
        }
    }

    private func lap(_ stage: String) {
        receipt.seconds[stage, default: 0] += stopwatch.seconds
        stopwatch = Stopwatch()
    }

    private static func makeSource(
        _ format: RowFormat, table: Table, options: LoadOptions, folder: SpoolFolder
    ) -> any RowSource {
        let encoding = format.isCSV ? options.encoding : .utf8
        return format.makeSource(table: table, options: options) { mapping in
            RecordChecker(table: table, mapping: mapping, encoding: encoding, folder: folder)
        }
    }

    private static func warnings(_ load: CheckedLoad) -> [String] {
        var warnings: [String] = []
        if load.timesWithoutZone > 0 {
            warnings.append("times without a zone, read as UTC: \(load.timesWithoutZone)")
        }
        if load.blankRecords > 0 { warnings.append("blank records, skipped: \(load.blankRecords)") }
        if load.read == 0 { warnings.append("the file has no records") }
        return warnings
    }
}
