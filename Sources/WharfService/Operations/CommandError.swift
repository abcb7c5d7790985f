internal import Glibc

/// Why a command failed.
public struct CommandError: Error, CustomStringConvertible {
    public let description: String
    /// For the process, by the meanings of sysexits(3): 65 for data that cannot be trusted, kept or loaded, 66 for something
    /// that is not there, 69 for a bucket, database or spool that cannot be used, 75 for what may go well later, 64 for wrong
    /// orders, 70 for anything else; 130 for work that was interrupted.
    public let exitStatus: Int32
    /// What went wrong underneath, for whoever looks after the machine.
    public let cause: String?
    /// What there is to tell all the same.
    public let report: CommandReport?

    static let badData: Int32 = 65
    static let noInput: Int32 = 66
    static let unavailable: Int32 = 69
    static let interrupted: Int32 = 130

    /// - Parameter report: the problem and what came of the work until then.
    init(_ problem: Problem, report: CommandReport? = nil) {
        description = problem.detail
        cause = problem.cause.map { "\($0)" }
        self.report = report
        exitStatus =
            switch problem.type {
            case .badOption, .badDocument, .duplicatePart, .notAcceptable: 64
            case .backupDamaged, .valueNotKept, .tableDiffers, .parentsMissing, .tableExists, .tableNotLoadable,
                .notUndoable, .rowsChanged,
                .malformedRequest, .incompleteBody, .emptyFile, .notCSV, .notJSON, .ambiguousDialect, .unclosedQuote,
                .columnsDoNotMatch, .nothingLoaded, .tooManyRejects:
                Self.badData
            case .unknownTable, .unknownBackup, .unknownLoad: Self.noInput
            case .databaseUnavailable, .bucketUnavailable, .bucketFull, .spoolFull: Self.unavailable
            case .busy, .restoreRunning, .tableChanged, .tooManyLoads: 75
            case .cancelled: Self.interrupted
            default: 70
            }
    }

    init(_ description: String, exitStatus: Int32, cause: String? = nil) {
        self.description = description
        self.exitStatus = exitStatus
        self.cause = cause
        report = nil
    }

    /// - Parameter code: `errno`.
    static func noFile(_ path: String, _ code: Int32) -> CommandError {
        CommandError("\(path): \(String(cString: strerror(code)))", exitStatus: noInput)
    }
}
