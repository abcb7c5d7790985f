import MariaDB

/// The second half of a check: what the database knows about parents and keys, and what repeats within the file.
///
/// Reads the checker's spools and the database; writes nothing but spools.
struct LoadResolver {
    /// A batch with so many bytes is full, however few its records are.
    private static let bytesPerBatch = 1 << 20

    let connection: Connection
    let table: Table
    let checker: RecordChecker
    let options: LoadOptions
    let folder: SpoolFolder
    /// The loads of the same request that are checked already, by table.
    let checkedLoads: [String: CheckedLoad]

    func resolve() throws -> CheckedLoad {
        let parents = try checkParents()
        let isOpen = parents.contains(where: \.isUndecided)
        let layout = SortKeyLayout(types: table.primaryKey.map { table.columns[$0].type })
        let load = CheckedLoad(
            table: table, checker: checker, parents: parents, folder: folder,
            isDecidedByDatabase: isOpen || hasHalfFilledKey || table.isJudgedByDatabase || layout == nil)
        try finishRejects(of: checker.rejects, into: load)
        let records = try checker.sortedRecords()
        var judge: any KeyJudge
        if let layout {
            let ordered = try OrderedKeyJudge(
                connection: connection, table: table, columns: load.columns, keyPositions: load.keyPositions,
                layout: layout)
            load.isIntoEmptyTable = !ordered.looksUp
            judge = ordered
            if let whole = records.whole, whole.isStrict, !ordered.looksUp, !Self.mayHaveOrphans(parents) {
                load.insertAll(whole)
            } else {
                try judgeAll(records, &judge, load)
            }
        } else {
            let collated = try CollatedKeyJudge(
                connection: connection, table: table, columns: load.columns, keyPositions: load.keyPositions
            ) { body in
                try forEachBatch(
                    records, parents, of: CollatedKeyJudge.recordsPerBatch, onOrphan: { _, _ in }, body: body)
            }
            judge = collated
            try judgeAll(records, &judge, load)
            try collated.finish()
        }
        return load
    }

    /// Whether a column of a foreign key gets a default, which nobody has looked up.
    private var hasHalfFilledKey: Bool { checker.parents.count < table.foreignKeys.count }

    private func checkParents() throws -> [ParentCheck] {
        try checker.parents.map { parents in
            var parents = parents
            if parents.seen.isOverfull {
                parents.leaveToTheDatabase()
                return parents
            }
            let columns = parents.positions.map { checker.mapping.targets[$0].column }
            try ParentLookup(connection: connection).findUnknown(&parents, columns: columns)
            guard !parents.unknown.isEmpty else { return parents }
            if parents.key.parentTable == table.name {
                // A parent may be a later record of the same file: the write finds out, round by round.
                parents.leaveToTheDatabase()
            } else if let parent = checkedLoads[parents.key.parentTable] {
                try parent.removeValues(of: parents.key.parentColumns, from: &parents.unknown)
                // Equal under a collation is not equal byte by byte: the constraint itself decides.
                let isCollated = columns.contains { $0.collation != nil }
                if isCollated && !parents.unknown.isEmpty { parents.leaveToTheDatabase() }
            }
            return parents
        }
    }

    private func finishRejects(of early: RejectSpool, into load: CheckedLoad) throws {
        try early.withEachRecord { record in
            var reasons = record.reasons
            if !record.row.isEmpty { reasons += orphanReasons(record.row, load.parents) }
            try load.rejects.append(
                record.position, reasons: reasons, row: UnsafeRawBufferPointer(start: nil, count: 0))
        }
        early.remove()
    }

    private func orphanReasons(_ row: UnsafeRawBufferPointer, _ parents: [ParentCheck]) -> [RejectReason] {
        guard Self.mayHaveOrphans(parents) else { return [] }
        let starts = WireRow.starts(row)
        return parents.filter { $0.isOrphan(row, starts: starts) }.map {
            reason(.unknownParent, row, position: $0.positions[0])
        }
    }

    private static func mayHaveOrphans(_ parents: [ParentCheck]) -> Bool { parents.contains { !$0.unknown.isEmpty } }

    private func reason(_ code: RejectCode, _ row: UnsafeRawBufferPointer, position: Int) -> RejectReason {
        let isBinary = checker.mapping.targets[position].column.type.isBinary
        return RejectReason(code, column: position, value: WireRow.text(row, position: position, isBinary: isBinary))
    }

    /// Calls `body` with batches of the records whose parents are known, and `onOrphan` with the others.
    private func forEachBatch(
        _ records: SortedRecords, _ parents: [ParentCheck], of recordsPerBatch: Int,
        onOrphan: (SpooledRecord, [RejectReason]) throws -> Void, body: (RowBatch) throws -> Void
    ) throws {
        var records = records
        let batch = RowBatch(keyWidth: records.keyWidth)
        let mayHaveOrphans = Self.mayHaveOrphans(parents)
        var starts: [Int] = []
        func isOrphan(_ row: UnsafeRawBufferPointer) -> Bool {
            WireRow.findStarts(of: row, into: &starts)
            return parents.contains { $0.isOrphan(row, starts: starts) }
        }
        try records.withEachRecord { record in
            if mayHaveOrphans, isOrphan(record.row) { return try onOrphan(record, orphanReasons(record.row, parents)) }
            batch.append(record)
            guard batch.count == recordsPerBatch || batch.byteCount >= Self.bytesPerBatch else { return }
            try body(batch)
            batch.removeAll()
        }
        if !batch.isEmpty { try body(batch) }
    }

    private func judgeAll(
        _ records: SortedRecords, _ judge: inout any KeyJudge, _ load: CheckedLoad
    ) throws {
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        try forEachBatch(
            records, load.parents, of: judge.recordsPerBatch,
            onOrphan: { try load.rejects.append($0.position, reasons: $1, row: nothing) },
            body: { batch in
                let verdicts = try judge.judge(batch)
                for index in 0..<batch.count { try settle(batch[index], verdicts[index], load) }
            })
    }

    private func settle(_ record: SpooledRecord, _ verdict: KeyVerdict, _ load: CheckedLoad) throws {
        switch verdict {
        case .new: try load.insert(record)
        case .repeated: try reject(record, .repeatedInFile, load)
        case .existing(let isEqual):
            switch (options.onDuplicate, isEqual) {
            case (.skip, true), (.update, true): load.countUnchanged()
            case (.update, false): try load.update(record)
            case (.reject, true): try reject(record, .alreadyInTable, load)
            case (.reject, false), (.skip, false): try reject(record, .differsFromTable, load)
            }
        }
    }

    private func reject(_ record: SpooledRecord, _ code: RejectCode, _ load: CheckedLoad) throws {
        let reason = reason(code, record.row, position: load.keyPositions[0])
        try load.rejects.append(record.position, reasons: [reason], row: UnsafeRawBufferPointer(start: nil, count: 0))
    }
}
