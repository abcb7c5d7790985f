/// Why a command failed.
public struct CommandError: Error, CustomStringConvertible {
    public let description: String
    /// For the process, by the meanings of sysexits(3): 65 for data that cannot be trusted or kept, 66 for something that is
    /// not there, 69 for a bucket or database that cannot be used, 75 for what may go well later, 64 for wrong orders, 70
    /// for anything else.
    public let exitStatus: Int32
    /// What went wrong underneath, for whoever looks after the machine.
    public let cause: String?

    init(_ problem: Problem) {
        description = problem.detail
        cause = problem.cause.map { "\($0)" }
        exitStatus =
            switch problem.type {
            case .badOption, .badDocument: 64
            case .backupDamaged, .valueNotKept, .tableDiffers, .parentsMissing, .tableExists, .tableNotLoadable: 65
            case .unknownTable, .unknownBackup: 66
            case .databaseUnavailable, .bucketUnavailable, .bucketFull: 69
            case .busy, .restoreRunning, .tableChanged: 75
            default: 70
            }
    }
}
