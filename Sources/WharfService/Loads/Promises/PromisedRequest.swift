internal import Glibc
import Logging
import MariaDB

/// The loads of a request that was answered with 202: written when the client has gone, or by the next process.
struct PromisedRequest {
    /// Between two attempts, while the database is away.
    static let restMilliseconds: Int32 = 1000

    let loads: [Load]
    let logger: Logger

    /// Makes the promise: the files stay on disk until the loads have ended, whatever ends this process.
    ///
    /// - Parameter isOver: whether the process must end now; the loads are left for the next one then.
    static func make(
        _ loads: [Load], _ context: LoadContext, logger: Logger, isOver: @escaping () -> Bool
    ) throws -> PromisedRequest {
        do {
            for load in loads { try load.keepFile(isOver: isOver) }
            FaultPoint.reached(.promiseKept)
            try note(loads, context)
        } catch {
            for load in loads { load.dropFile() }
            throw error
        }
        FaultPoint.reached(.promiseMade)
        return PromisedRequest(loads: loads, logger: logger)
    }

    private static func note(_ loads: [Load], _ context: LoadContext) throws {
        try context.database.connection().transaction { connection in
            let store = PromiseStore(connection: connection)
            for load in loads {
                try store.insert(
                    .init(load: load.receipt.id, request: loads[0].receipt.id, terms: load.terms),
                    instance: context.spool.instance)
            }
        }
    }

    /// Writes the loads and ends them, in whatever way; a database that is away is waited for.
    ///
    /// - Parameters:
    ///   - known: what the check has found out.
    ///   - isOver: whether the process has begun to end: the loads are left for the next one where they cannot be written now.
    func fulfil(_ known: [String: CheckedLoad], isOver: () -> Bool) {
        while true {
            do {
                return try attempt { request in
                    for load in request.loads where !load.receipt.state.isFinal { try load.lookUp() }
                    try LoadRequest(loads: request.loads.filter { !$0.receipt.state.isFinal }).write(known)
                }
            } catch {
                if isOver() { return logger.notice("a promised load is left for the next process") }
                poll(nil, 0, Self.restMilliseconds)
            }
        }
    }

    /// Does what is left to do, and ends the loads in whatever way.
    ///
    /// - Throws: where the database cannot be used now; the loads have not ended then.
    func attempt(_ work: (LoadRequest) throws -> Void) throws {
        do {
            try work(LoadRequest(loads: loads))
        } catch is ProcessEnding {
            return logger.notice("a promised load is left for the next process")
        } catch {
            guard Problem.describing(error).type != .databaseUnavailable else { throw error }
            let problem = Problem.describing(LoadRequest.close(loads, error))
            logger.notice("a promised load failed", metadata: ["problem": "\(problem.type.rawValue)"])
        }
        for load in loads { load.dropFile() }
    }
}

/// The process must end before a promised load has; nothing of the load was kept but its file.
struct ProcessEnding: Error {}
