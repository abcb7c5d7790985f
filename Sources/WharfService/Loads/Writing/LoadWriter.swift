import MariaDB

/// Writes a checked load in one transaction: rows, rejects and receipt, all of it or none of it.
struct LoadWriter {
    let connection: Connection
    let load: CheckedLoad
    let options: LoadOptions
    let folder: SpoolFolder
    /// Whether the server's checks may be spared where that is safe; see `CheckRelief`.
    let mayRelieve: Bool
    /// Whether the receipt says how many rows the table has: for a few rows that would cost more than to write them.
    let countsTable: Bool
    /// Takes note of what is written.
    let undo: UndoLog
    let watch: WriteWatch

    /// Writes within the transaction that is open on the connection.
    ///
    /// - Throws: `ClientGone`, `ReliefRefused`, or `MariaDBError`; the caller rolls back.
    func write() throws -> WriteOutcome {
        guard mayRelieve, CheckRelief.isPossible(load) else { return try writeAll(isRelieved: false) }
        return try writeAll(isRelieved: CheckRelief(connection: connection, load: load).begin())
    }

    private func writeAll(isRelieved: Bool) throws -> WriteOutcome {
        var outcome = makeOutcome()
        outcome.unchanged = load.unchanged
        outcome.rowsBefore = try rowCount()
        if isRelieved { try insertRelieved(&outcome) } else { try insert(&outcome) }
        try update(&outcome)
        // A count reads the whole table: without a new row the first one holds.
        outcome.rowsAfter = outcome.inserted == 0 || outcome.rowsBefore == nil ? outcome.rowsBefore : try rowCount()
        return outcome
    }

    private func makeOutcome() -> WriteOutcome {
        WriteOutcome(lateRejects: RejectSpool(file: folder.makeFile()), undo: undo)
    }

    private func insert(_ outcome: inout WriteOutcome) throws {
        let inserter = RowInserter(connection: connection, table: load.table.name, columns: load.columns)
        var waiting: SpoolFile? = load.inserts
        var rows = load.insertCount
        while let file = waiting {
            waiting = nil
            let deferred = folder.makeFile()
            var deferredRows = 0
            try forEachBatch(of: file, after: 0, isFull: inserter.isFull) { batch in
                outcome.inserted += try inserter.write(batch, 0..<batch.count) { range in
                    for index in range { try undo.inserted(batch[index].row) }
                } onFault: { record, fault in
                    if isOwnParentMissing(fault) {
                        try RecordSorter.write(record.bytes, to: deferred)
                        deferredRows += 1
                    } else {
                        try settle(record, fault, &outcome)
                    }
                }
            }
            if deferredRows > 0, deferredRows < rows {
                waiting = deferred
                rows = deferredRows
            } else {
                try rejectAll(of: deferred, &outcome)
            }
        }
    }

    /// Inserts all rows as if nothing could be wrong with them.
    ///
    /// - Throws: `RowsRefused` where the database refuses one, whatever for.
    func writeAtOnce() throws -> WriteOutcome {
        var outcome = makeOutcome()
        do {
            try insertProven(&outcome)
        } catch let error as MariaDBError where error.isRowFault || error.isTableChanged {
            throw RowsRefused()
        }
        return outcome
    }

    private func insertRelieved(_ outcome: inout WriteOutcome) throws {
        do {
            try insertProven(&outcome)
        } catch let error as MariaDBError where error.isRowFault {
            throw ReliefRefused()
        }
    }

    private func insertProven(_ outcome: inout WriteOutcome) throws {
        let writer = ProvenRowWriter(connection: connection, table: load.table.name, columns: load.columns)
        func flush() throws {
            let count = writer.count
            try watch.look(afterRows: outcome.inserted)
            try writer.flush()
            outcome.inserted += count
        }
        var reader = SpoolReader(load.inserts, bufferBytes: 256 << 10)
        try reader.withEachRecord { bytes in
            let row = SpooledRecord(bytes: bytes, keyWidth: load.keyWidth).row
            writer.append(row)
            try undo.inserted(row)
            if writer.isFull { try flush() }
        }
        if writer.count > 0 { try flush() }
    }

    private func update(_ outcome: inout WriteOutcome) throws {
        guard load.updateCount > 0 else { return }
        let inserter = updater
        try forEachBatch(of: load.updates, after: load.insertCount, isFull: inserter.isFull) { batch in
            try undo.withImagesBefore((0..<batch.count).map { batch[$0] }) { places, before in
                guard !before.contains(nil) else { return try writeEach(batch, places, &outcome) }
                outcome.updated += try inserter.write(batch, places) { range in
                    for index in range {
                        try undo.updated(batch[index].row, before: before[index - places.lowerBound]!)
                    }
                } onFault: {
                    try reject($0, $1, &outcome)
                }
            }
        }
    }

    /// Writes rows of which some have gone since the check: those are inserted, and nothing but inserted. With
    /// `ON DUPLICATE KEY UPDATE` one that meets another row in a unique key would overwrite that row.
    private func writeEach(_ batch: RowBatch, _ places: Range<Int>, _ outcome: inout WriteOutcome) throws {
        let inserter = RowInserter(connection: connection, table: load.table.name, columns: load.columns)
        for index in places {
            outcome.inserted += try inserter.write(batch, index..<(index + 1)) { _ in
                try undo.inserted(batch[index].row)
            } onFault: {
                try settle($0, $1, &outcome)
            }
        }
    }

    private var updater: RowInserter {
        RowInserter(
            connection: connection, table: load.table.name, columns: load.columns,
            tail: RowInserter.updateTail(load.columns))
    }

    /// - Parameter rowsBefore: rows sent before these, for the watch.
    private func forEachBatch(
        of file: SpoolFile, after rowsBefore: Int, isFull: (RowBatch) -> Bool, _ body: (RowBatch) throws -> Void
    ) throws {
        var sent = rowsBefore
        let batch = RowBatch(keyWidth: load.keyWidth)
        var reader = SpoolReader(file, bufferBytes: 256 << 10)
        try reader.withEachRecord { bytes in
            batch.append(SpooledRecord(bytes: bytes, keyWidth: load.keyWidth))
            guard isFull(batch) else { return }
            try watch.look(afterRows: sent)
            try body(batch)
            sent += batch.count
            batch.removeAll()
        }
        guard !batch.isEmpty else { return }
        try watch.look(afterRows: sent)
        try body(batch)
    }

    /// Whether a row waits for a parent that may be a later row of the same file.
    private func isOwnParentMissing(_ fault: MariaDBError) -> Bool {
        guard fault.code == .noReferencedRow, let name = fault.constraintName else { return false }
        return load.table.foreignKeys.contains { $0.name == name && $0.parentTable == load.table.name }
    }

    private func rejectAll(of file: SpoolFile, _ outcome: inout WriteOutcome) throws {
        let selfReference = load.table.foreignKeys.first { $0.parentTable == load.table.name }
        let position = selfReference.flatMap { load.mapping.positions(of: $0.columns)?.first }
        var reader = SpoolReader(file)
        try reader.withEachRecord { bytes in
            let record = SpooledRecord(bytes: bytes, keyWidth: load.keyWidth)
            try reject(record, .unknownParent, position, outcome)
        }
    }

    /// Decides on a row that another writer, or the same file under a collation, was faster with.
    private func settle(_ record: SpooledRecord, _ fault: MariaDBError, _ outcome: inout WriteOutcome) throws {
        guard fault.code == .duplicateEntry, fault.keyName == "PRIMARY", let existing = try existingRow(record) else {
            return try reject(record, fault, &outcome)
        }
        let isEqual = WireRow.areEqual(record.row, existing)
        switch (options.onDuplicate, isEqual) {
        case (.skip, true), (.update, true): outcome.unchanged += 1
        case (.update, false): try updateOne(record, &outcome)
        case (.reject, true): try reject(record, .alreadyInTable, load.keyPositions.first, outcome)
        case (.reject, false), (.skip, false): try reject(record, .differsFromTable, load.keyPositions.first, outcome)
        }
    }

    /// Writes over a row that may be one of the load's own.
    private func updateOne(_ record: SpooledRecord, _ outcome: inout WriteOutcome) throws {
        let batch = RowBatch(keyWidth: load.keyWidth)
        batch.append(record)
        try undo.close()
        try undo.withImagesBefore([record]) { places, before in
            outcome.updated += try updater.write(batch, places) { _ in
                try undo.updated(record.row, before: before[0]!)
            } onFault: {
                try reject($0, $1, &outcome)
            }
        }
        try undo.close()
    }

    /// The row with the record's key, locked until the transaction ends.
    private func existingRow(_ record: SpooledRecord) throws -> [UInt8]? {
        let reader = ExistingRowReader(columns: load.columns)
        let key = load.key
        let parameters = Parameters()
        key.bind(record.row, to: parameters)
        let sql = """
            SELECT \(reader.selectList(table: "t"))
              FROM \(Connection.quoteIdentifier(load.table.name)) t
             WHERE \(key.condition.text(1))
               FOR UPDATE
            """
        var found: [UInt8]?
        var row = RowEncoder()
        try connection.forEachRow(sql, parameters) { cursor in
            reader.read(cursor, from: 0, into: &row)
            found = row.withUnsafeBytes { Array($0) }
        }
        return found
    }

    private func reject(_ record: SpooledRecord, _ fault: MariaDBError, _ outcome: inout WriteOutcome) throws {
        let (code, column) = RejectCode.code(for: fault, table: load.table)
        try reject(record, code, column.flatMap { load.mapping.positions(of: [$0])?.first }, outcome)
    }

    private func reject(
        _ record: SpooledRecord, _ code: RejectCode, _ position: Int?, _ outcome: WriteOutcome
    ) throws {
        let value = position.map {
            WireRow.text(record.row, position: $0, isBinary: load.columns[$0].type.isBinary)
        }
        try outcome.lateRejects.append(
            record.position, reasons: [RejectReason(code, column: position, value: value ?? [])],
            row: UnsafeRawBufferPointer(start: nil, count: 0))
    }

    private func rowCount() throws -> Int? {
        countsTable ? try load.table.rowCount(besides: load.read, connection) : nil
    }
}

extension Table {
    /// Rows in the table; `nil` where counting would cost far more than to write so many rows.
    func rowCount(besides rows: Int, _ connection: Connection) throws -> Int? {
        guard estimatedRows <= max(10_000_000, 20 * rows) else { return nil }
        return try connection.query("SELECT COUNT(*) FROM \(Connection.quoteIdentifier(name))").first?[0].integer
    }
}

extension RejectCode {
    /// What a refusal of the database means for the row, and the column at fault where that is known.
    static func code(for fault: MariaDBError, table: Table) -> (RejectCode, column: String?) {
        let key = table.foreignKeys.first { $0.name == fault.constraintName }
        return switch fault.code {
        case .duplicateEntry, .duplicateEntryWithKeyName:
            (.notUnique, table.uniqueKeys.first { $0.name == fault.keyName }?.columns.first)
        case .noReferencedRow, .noReferencedRowUnnamed: (.unknownParent, key?.columns.first)
        case .columnCannotBeNull, .noDefaultForField: (.missing, fault.columnName)
        case .dataTooLong: (.tooLong, fault.columnName)
        case .outOfRange: (.outOfRange, fault.columnName)
        default: (.refusedByDatabase, fault.columnName)
        }
    }
}
