import FastCGI
import MariaDB

extension Problem {
    private static let missingRights: Set<MariaDBErrorCode> = [
        .databaseAccessDenied, .tableAccessDenied, .columnAccessDenied, .specificAccessDenied,
    ]

    /// Any error as the problem that a client may see.
    static func describing(_ error: any Error) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as SchemaError: return Problem(.databaseUnavailable, "The program does not fit: \(error).")
        case let error as SpoolError where error.isFull:
            return Problem(
                .spoolFull,
                "The disk for spools is full, or its limit is reached; nothing was written. Free space or raise WHARF_SPOOL_LIMIT.",
                cause: error)
        case let error as MariaDBError where error.isDiskFull:
            return Problem(.spoolFull, "The database's disk is full; nothing was written.", cause: error)
        case let error as OutcomeUnknown: return .outcomeUnknown(error.cause)
        case let error as MariaDBError where error.isCommitOutcomeUnknown: return .outcomeUnknown(error)
        case let error as MariaDBError
        where error.isConnectionLost || error.isBackOff || error.isRetriable || error.isCancelled:
            return .unavailable(error)
        case let error as FastCGIError where error.code == .truncatedBody || error.code == .timeout:
            return Problem(.incompleteBody, "The body ended before it was complete; nothing was written.", cause: error)
        case let error as FastCGIError where error.code == .malformedContentLength || error.code == .bodyTooLong:
            return Problem(
                .malformedRequest, "The body does not have the length that Content-Length says.", cause: error)
        case let error as MariaDBError where missingRights.contains(error.code):
            return Problem(
                .internalError,
                "The service's database user lacks a right that this needs; nothing was written. The log says which, the "
                    + "README lists them all.", cause: error)
        default:
            return Problem(
                .internalError, "The service failed; its log has the cause under this request id.", cause: error)
        }
    }
}
