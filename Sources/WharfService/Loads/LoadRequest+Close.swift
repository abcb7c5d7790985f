import FastCGI

extension LoadRequest {
    /// Ends what the request has begun, and says why in the way in which the caller will see it.
    static func close(_ loads: [Load], _ error: any Error) -> any Error {
        let isInterrupted = isCut(error)
        var problem = problem(error, loads.first?.context.source)
        do {
            let rejects = try LoadRequest(loads: loads).firstRejects()
            if !rejects.isEmpty { problem.errors = rejects }
        } catch {
            // The answer can do without; why the spool cannot be read goes into the log.
            problem.cause = problem.cause ?? error
        }
        for load in loads {
            load.close(isInterrupted ? .interrupted : .failed, load.isOutcomeUnknown ? lostInCommit : problem)
        }
        problem.loads = loads.map(\.receipt)
        return problem
    }

    /// Why loads have ended without having gone in.
    private static func problem(_ error: any Error, _ source: LoadSource?) -> Problem {
        switch error {
        case is ClientGone where source == .command:
            Problem(.cancelled, "The command was interrupted; nothing of the load was kept.")
        case is ClientGone: Problem(.incompleteBody, "The client went away; nothing of the load was kept.")
        case is LoadTakenAway:
            Problem(
                .cancelled, "The load was cancelled, or another instance took this one for dead; nothing was kept.")
        case let error as RejectBudgetExceeded:
            Problem(
                .tooManyRejects,
                "The load of \(error.table) has \(error.rejected) rejects, more than its options allow; nothing of it was "
                    + "written.")
        default: Problem.describing(error)
        }
    }

    /// What such a load says of itself where it turns out not to be there.
    private static let lostInCommit = Problem(
        .databaseUnavailable, "The database was lost while the load was committed; nothing of it was kept.")

    /// Whether the other side ended the request, rather than something in it.
    static func isCut(_ error: any Error) -> Bool {
        switch error {
        case is ClientGone, is LoadTakenAway: true
        case let error as FastCGIError: error.code == .truncatedBody || error.code == .timeout || error.isPeerGone
        case let problem as Problem: problem.type == .incompleteBody
        default: false
        }
    }
}
