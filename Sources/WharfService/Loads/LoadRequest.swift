import MariaDB

/// The loads of one request: all are checked before any is written, parents before their children.
struct LoadRequest {
    let loads: [Load]

    /// Checks and writes all loads.
    ///
    /// - Returns: the first rejects.
    /// - Throws: `Problem` of type `nothingLoaded`, or what went wrong; see `close`.
    func run() throws -> [RejectError] {
        try write(check())
        let errors = try firstRejects()
        let receipts = loads.map(\.receipt)
        guard receipts.allSatisfy({ $0.inserted + $0.updated + $0.unchanged == 0 }) else { return errors }
        var problem = Problem(.nothingLoaded, "No record went in: each one was rejected, or there was none.")
        problem.loads = receipts
        problem.errors = errors
        throw problem
    }

    /// Checks all loads.
    ///
    /// - Returns: what is known of each, by table.
    /// - Throws: `RejectBudgetExceeded` where one has more rejects than it may have.
    func check() throws -> [String: CheckedLoad] {
        var checked: [String: CheckedLoad] = [:]
        for load in Self.parentsFirst(loads) {
            try load.check(checked)
            checked[load.table.name] = load.checked
        }
        if let load = loads.first(where: \.exceedsBudget) {
            throw RejectBudgetExceeded(table: load.table.name, rejected: load.checked?.rejects.count ?? 0)
        }
        return checked
    }

    /// Writes all loads, each in a transaction of its own; a dry run writes rejects and receipts alone.
    func write(_ known: [String: CheckedLoad]) throws {
        if loads.contains(where: \.options.isDryRun) { return try rehearse(known) }
        var checked = known
        for load in Self.parentsFirst(loads) {
            try load.write(checked)
            checked[load.table.name] = load.checked
        }
    }

    /// Asks the database what only it can decide, for all loads in one transaction, so that children find the parents
    /// that come with them; undoes that, and keeps the rejects and the receipts.
    private func rehearse(_ known: [String: CheckedLoad]) throws {
        let ordered = Self.parentsFirst(loads)
        var checked = known
        for load in ordered {
            try load.checkAgainIfChanged(checked)
            checked[load.table.name] = load.checked
        }
        for (load, outcome) in zip(ordered, try Self.outcomes(ordered)) { try load.endDryRun(outcome) }
    }

    private static func outcomes(_ ordered: [Load]) throws -> [WriteOutcome] {
        guard let first = ordered.first(where: { $0.checked?.isDecidedByDatabase == true }) else {
            return ordered.map(\.foreseenOutcome)
        }
        var outcomes: [WriteOutcome] = []
        do {
            try first.connection.transaction { connection in
                outcomes = try ordered.map { try $0.rehearse(connection) }
                throw DryRunEnded()
            }
        } catch is DryRunEnded {
        }
        return outcomes
    }

    /// The first rejects of the loads, each load's in the order of its file.
    func firstRejects() throws -> [RejectError] {
        var errors: [RejectError] = []
        for load in loads where errors.count < RejectError.answerLimit {
            errors += try load.firstRejects(RejectError.answerLimit - errors.count)
        }
        return errors
    }

    /// A table's parents stand before it; where foreign keys form a circle, the order of the request stays.
    static func parentsFirst(_ loads: [Load]) -> [Load] {
        var waiting = loads
        var ordered: [Load] = []
        while !waiting.isEmpty {
            let names = Set(waiting.map(\.table.name))
            let next =
                waiting.firstIndex { load in
                    load.table.foreignKeys.allSatisfy {
                        $0.parentTable == load.table.name || !names.contains($0.parentTable)
                    }
                } ?? 0
            ordered.append(waiting.remove(at: next))
        }
        return ordered
    }
}
