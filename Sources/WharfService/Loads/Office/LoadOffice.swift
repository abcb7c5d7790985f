internal import Glibc
import MariaDB

/// Loads files at the command line: what `wharf load` does, by the same pipeline as `POST /upload`, without HTTP.
public final class LoadOffice {
    let settings: ServiceSettings
    private let clerk: String
    let progress: (CommandProgress) -> Void

    /// - Parameters:
    ///   - clerk: who is at the command line, for receipts and the audit.
    ///   - progress: called now and then while something long goes on.
    public init(_ settings: ServiceSettings, clerk: String, progress: @escaping (CommandProgress) -> Void) {
        self.settings = settings
        self.clerk = clerk
        self.progress = progress
    }

    /// Loads all files in one request: all are checked before any is written.
    ///
    /// - Parameter isInterrupted: asked often; true ends the load, and nothing of it is kept.
    /// - Throws: `CommandError`, with the receipts where loads had begun.
    public func load(_ order: LoadOrder, isInterrupted: @escaping @Sendable () -> Bool) throws -> CommandReport {
        try working { instance, requestID in try run(order, instance, requestID, isInterrupted) }
    }

    /// Does something that has receipts, as an instance of its own.
    func working(_ body: (LoadInstance, _ requestID: String) throws -> CommandReport) throws -> CommandReport {
        let requestID = LoadIdentifier().description
        do {
            let instance = try LoadInstance(settings)
            let result = Result { try body(instance, requestID) }
            instance.end()
            return try result.get()
        } catch let error as CommandError {
            throw error
        } catch {
            throw try Self.failure(Problem.describing(error), requestID)
        }
    }

    func context(
        _ instance: LoadInstance, _ requestID: String, bytes: Int?, _ isInterrupted: @escaping () -> Bool
    ) -> LoadContext {
        LoadContext(
            database: instance.database, spool: instance.shared.spool, registry: instance.shared.registry,
            dictionary: instance.shared.dictionary, requestID: requestID, requestedBy: clerk, source: .command,
            bodyBytes: bytes, isClientGone: isInterrupted, isUndoWanted: settings.undoDays > 0, watch: tell)
    }

    private func run(
        _ order: LoadOrder, _ instance: LoadInstance, _ requestID: String, _ isInterrupted: @escaping () -> Bool
    ) throws -> CommandReport {
        var options = LoadOptions()
        for (name, value) in order.options { try options.set(name, to: value) }
        let dictionary = DictionaryReader(connection: try instance.database.connection())
        let plan = try LoadPlan(order, names: TableNames(names: try dictionary.tableNames()))
        let context = context(instance, requestID, bytes: plan.bytes, isInterrupted)
        let receiver = try UploadReceiver(context: context, options: options)
        do {
            try receive(plan, receiver)
            let errors = try LoadRequest(loads: receiver.loads).run()
            auditUpdates(of: receiver.loads, instance, requestID)
            return try Self.report(receiver.loads.map(\.receipt), errors, plan)
        } catch {
            let problem = LoadRequest.close(receiver.loads, error)
            auditUpdates(of: receiver.loads, instance, requestID)
            throw try Self.failure(Problem.describing(problem), requestID, notes: plan.skipped)
        }
    }

    private func receive(_ plan: LoadPlan, _ receiver: UploadReceiver) throws {
        for input in plan.inputs {
            let file = try InputFile(path: input.path)
            try receiver.begin(table: input.table, fileName: input.name, format: input.format)
            let load = receiver.loads[receiver.loads.count - 1]
            try file.forEachPiece(look: load.look) {
                try receiver.receive($0)
                progress(
                    CommandProgress(
                        what: "reading \(input.name ?? "standard input")", done: file.bytesRead,
                        expected: input.bytes ?? 0, unit: "bytes", facts: load.factsSoFar))
            }
            try receiver.end()
        }
    }

    /// Tells of a load that is being checked or written.
    private func tell(_ load: Load) {
        guard let checked = load.checked else {
            return progress(
                CommandProgress(
                    what: "checking \(load.table.name)", done: load.receipt.progress.records, expected: 0,
                    unit: "rows", facts: []))
        }
        progress(
            CommandProgress(
                what: "writing \(load.table.name)", done: load.receipt.progress.written,
                expected: checked.insertCount + checked.updateCount, unit: "rows",
                facts: ["\(checked.rejectCount) rejects"]))
    }

    private func auditUpdates(of loads: [Load], _ instance: LoadInstance, _ requestID: String) {
        for load in loads {
            guard let detail = load.updateDetail else { continue }
            audit(Load.updateAct, of: load.table.name, detail, instance, requestID)
        }
    }

    /// The instance's keeper writes it, and logs what it cannot write.
    func audit(_ act: String, of table: String, _ detail: String, _ instance: LoadInstance, _ requestID: String) {
        let entry = AuditEntry(
            requestID: requestID, who: "command:\(clerk)", address: nil, act: act, target: table, detail: detail)
        let lost = instance.shared.ledger.keep([entry])
        precondition(lost.isEmpty, "the ledger of a command has room")
    }

    private static func report(
        _ receipts: [Receipt], _ errors: [RejectError], _ plan: LoadPlan
    ) throws -> CommandReport {
        let hasRejects = receipts.contains { $0.rejected > 0 }
        return try CommandReport(
            LoadAnswer(receipts, errors: errors), receipts.flatMap(\.lines), notes: plan.skipped,
            exitStatus: hasRejects ? CommandReport.notAllGood : 0)
    }

    private static func failure(_ problem: Problem, _ requestID: String, notes: [String] = []) throws -> CommandError {
        CommandError(
            problem,
            report: try CommandReport(
                ProblemDocument(problem, requestID: requestID), problem.loads.flatMap(\.lines), notes: notes))
    }
}

extension Load {
    /// What the reading has found so far.
    fileprivate var factsSoFar: [String] {
        ["\(receipt.progress.records) rows", "\(source.checker?.rejects.count ?? 0) rejects"]
    }
}
