import Logging
import MariaDB

/// The loads of a request that was answered with 202: written when the client has gone, or by the next process.
struct PromisedRequest {
    let loads: [Load]
    let logger: Logger

    /// Makes the promise: the files stay on disk until the loads have ended, whatever ends this process.
    ///
    /// - Parameter isOver: whether the process must end now; the loads are left for the next one then.
    static func make(
        _ loads: [Load], _ context: LoadContext, logger: Logger, isOver: @escaping () -> Bool
    ) throws -> PromisedRequest {
        for load in loads { try load.keepFile(isOver: isOver) }
        FaultPoint.reached(.promiseKept)
        try context.database.connection().transaction { connection in
            let store = PromiseStore(connection: connection)
            for load in loads {
                try store.insert(
                    .init(load: load.receipt.id, request: loads[0].receipt.id, terms: load.terms),
                    instance: context.spool.instance)
            }
        }
        FaultPoint.reached(.promiseMade)
        return PromisedRequest(loads: loads, logger: logger)
    }

    /// Writes the loads and ends them, in whatever way.
    ///
    /// - Parameter work: what is left to do with them.
    func fulfil(_ work: (LoadRequest) throws -> Void) {
        do {
            try work(LoadRequest(loads: loads))
        } catch is ProcessEnding {
            return logger.notice("a promised load is left for the next process")
        } catch {
            let problem = Problem.describing(LoadRequest.close(loads, error))
            logger.notice("a promised load failed", metadata: ["problem": "\(problem.type.rawValue)"])
        }
        for load in loads { load.dropFile() }
    }
}

/// The process must end before a promised load has; nothing of the load was kept but its file.
struct ProcessEnding: Error {}
