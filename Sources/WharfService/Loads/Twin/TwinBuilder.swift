import MariaDB

/// Builds a twin with all of a load's rows, from nothing to proven.
struct TwinBuilder {
    /// Below this many rows a twin costs more than it saves.
    static let fewestRows = 50_000

    let twin: TwinTable
    let load: CheckedLoad
    let settings: ConnectionSettings
    let watch: WriteWatch

    /// The builder of a load's twin; `nil` where the load has to be written into the table itself: few rows, a table that
    /// has rows or that others refer to, or rules that only the server can judge.
    static func make(
        _ load: CheckedLoad, id: LoadIdentifier, settings: ConnectionSettings, watch: WriteWatch,
        _ connection: Connection
    ) throws -> TwinBuilder? {
        guard load.insertCount >= fewestRows, load.isIntoEmptyTable, load.updateCount == 0, load.unchanged == 0,
            !load.isDecidedByDatabase, load.table.referencedBy.isEmpty,
            try !isReferencedElsewhere(load.table.name, connection), try !connection.isInCluster
        else { return nil }
        let definition = try TableDefinition(of: load.table.name, connection: connection)
        let twin = TwinTable(
            load: id, table: load.table.name, definition: definition, lateIndexes: definition.indexes)
        guard twin.hasNamesToSpare, !definition.isVersioned else { return nil }
        return TwinBuilder(twin: twin, load: load, settings: settings, watch: watch)
    }

    /// - Parameter log: takes note of all rows.
    /// - Returns: the seconds that each stage took.
    /// - Throws: `ClientGone`; `TwinRefused` where a parent has gone or rows are missing; `MariaDBError`.
    func build(_ connection: Connection, noting log: UndoLog) throws -> [String: Double] {
        var stopwatch = Stopwatch()
        var seconds: [String: Double] = [:]
        func lap(_ stage: String) {
            seconds[stage] = stopwatch.seconds
            stopwatch = Stopwatch()
        }
        try twin.create(connection)
        FaultPoint.reached(.twinCreated)
        try TwinFiller(twin: twin, load: load, settings: settings, watch: watch).fill(connection)
        lap("fill")
        FaultPoint.reached(.twinFilled)
        try note(in: log) { try twin.complete(connection) }
        lap("index")
        try prove(connection)
        lap("prove")
        FaultPoint.reached(.twinProven)
        return seconds
    }

    /// Notes all rows, which nobody can have changed yet: beside `work`, in which the server has one core to do, unless the
    /// server itself is asked for them.
    private func note(in log: UndoLog, _ work: () throws -> Void) throws {
        guard let terms = log.terms else { return try work() }
        let rows = TwinRows(load: load, log: log)
        guard terms.witness == .file else {
            try work()
            return try rows.note()
        }
        let thread = try SideThread { try rows.note() }
        let result = Result { try work() }
        try thread.join()
        try result.get()
    }

    /// The foreign keys stand: no parent of a row that is there can go any more. So parents that are there now prove them.
    private func prove(_ connection: Connection) throws {
        guard try twin.rowCount(connection) == load.insertCount else { throw TwinRefused() }
        let proof = ParentProof(connection: connection, columns: load.columns)
        guard try load.parents.allSatisfy(proof.areThere) else { throw TwinRefused() }
    }

    /// Foreign keys of other schemas follow the old table, too.
    static func isReferencedElsewhere(_ table: String, _ connection: Connection) throws -> Bool {
        try !connection.query(
            """
            SELECT 1
              FROM information_schema.KEY_COLUMN_USAGE
             WHERE TABLE_SCHEMA <> DATABASE()
               AND REFERENCED_TABLE_SCHEMA = DATABASE()
               AND REFERENCED_TABLE_NAME = ?
             LIMIT 1
            """, [.text(table)]
        ).isEmpty
    }
}

/// The rows of a twin, on their way into a log.
///
/// `@unchecked Sendable`: while they are noted nobody else uses the log or reads the spool file, which is complete.
private struct TwinRows: @unchecked Sendable {
    let load: CheckedLoad
    let log: UndoLog

    func note() throws {
        var reader = SpoolReader(load.inserts, bufferBytes: 256 << 10)
        try reader.withEachRecord { try log.inserted(SpooledRecord(bytes: $0, keyWidth: load.keyWidth).row) }
        try log.close()
    }
}

/// A twin is not what it should be: the load is written into the table itself, where each row is judged.
struct TwinRefused: Error {}
