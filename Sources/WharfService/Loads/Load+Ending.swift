import MariaDB

/// Loads that end without having gone in.
extension Load {
    /// Ends the load with nothing of it in the table, and says why; does nothing to one that has ended.
    func close(_ state: LoadState, _ problem: Problem) {
        guard !receipt.state.isFinal else { return }
        let unknown = receipt
        receipt.state = state
        receipt.finishedAt = Timestamp.now()
        receipt.problem = .init(type: problem.type.rawValue, detail: problem.detail)
        source.describe(in: &receipt)
        closeSum()
        context.registry.end(receipt)
        if isOutcomeUnknown {
            // The keeper ends it, as what it has come to.
            context.registry.keep(receipt)
            receipt = unknown
            receipt.state = .writing
            return
        }
        do {
            try saveClosed()
        } catch is LoadTakenAway {
            receipt = kept ?? receipt
        } catch {
            if let checked, checked.rejectCount > 0 {
                receipt.warnings.append("the database was away when the load ended: its rejects are not kept")
            }
            context.registry.keep(receipt)
        }
    }

    /// The receipt as whoever closed the load has left it; nil where that cannot be found out now.
    private var kept: Receipt? {
        guard let connection = try? context.database.connection() else { return nil }
        return try? LoadStore(connection: connection).find(receipt.id)
    }

    /// The first reasons of the first rejects, in the order of the file; of many rejects, those found first.
    func firstRejects(_ most: Int) throws -> [RejectError] {
        guard let checked else { return [] }
        var records = try checked.rejects.first(RejectError.sortLimit)
        if let late = checked.lateRejects { records += try late.first(RejectError.sortLimit - records.count) }
        let reasons = records.sorted { $0.position.ordinal < $1.position.ordinal }.flatMap { record in
            record.reasons.map {
                RejectError($0, at: record.position, of: receipt, columns: checked.mapping.columnNames)
            }
        }
        return Array(reasons.prefix(most))
    }

    /// Every record that was read counts as rejected: none went in.
    private func closeSum() {
        guard let checked else { return }
        receipt.read = checked.read
        receipt.rejected = checked.read
        (receipt.rejectsByCode, receipt.rejectsByField) = checked.rejectCounts
        let aborted = checked.read - checked.rejectCount
        if aborted > 0 { receipt.rejectsByCode[RejectCode.aborted.rawValue] = aborted }
    }

    private func saveClosed() throws {
        let connection = try context.database.connection()
        try connection.transaction { connection in
            let store = LoadStore(connection: connection)
            // Before the rejects; see `LoadPublisher.save`.
            if isAnnounced {
                try store.update(receipt)
            } else {
                try store.insert(receipt, instance: context.spool.instance)
            }
            if let checked {
                // A twin that was announced and then given up has saved them already.
                try store.deleteRecords(of: receipt.id)
                let writer = RejectWriter(
                    connection: connection, load: receipt.id, original: original,
                    columnNames: checked.mapping.columnNames)
                try writer.write(checked.rejects)
                if let late = checked.lateRejects { try writer.write(late) }
            }
        }
    }
}
