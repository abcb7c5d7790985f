import Avro
import Bucket

extension Problem {
    /// An error of the backups as the problem that a client may see; any other one as it is.
    static func ofBackups(_ error: any Error) -> any Error {
        switch error {
        case let error as BucketError where error.kind == .full:
            Problem(.bucketFull, "The bucket is full; nothing of the backup was kept.", cause: error)
        case let error as BucketError where error.kind == .busy:
            Problem(
                .bucketUnavailable, "The bucket has not answered several requests. Nothing was changed; try again.",
                cause: error)
        case let error as BucketError:
            Problem(
                .bucketUnavailable, "The bucket cannot be used now: \(error). Nothing was changed; try again.",
                cause: error)
        case let error as BackupDamaged:
            Problem(.backupDamaged, "The backup is not to be trusted: \(error). Nothing was changed.")
        case let damage as BackupDamage:
            Problem(.backupDamaged, "\(damage). Nothing was changed.")
        case let error as ParentsMissing: parentsMissing(error.broken)
        case let error as AvroError where error.reason == .tooLarge:
            Problem(
                .valueNotKept, "A row or the definition of the table is too large for an Avro file: \(error.detail).")
        case is ClientGone:
            Problem(.incompleteBody, "The client went away; nothing was changed.")
        default: error
        }
    }

    private static func parentsMissing(_ broken: [ForeignKeyProof.Broken]) -> Problem {
        let rows = broken.map { "\($0.rows) rows of \($0.child) would have no parent in \($0.parent)" }
        var problem = Problem(.parentsMissing, "\(rows.joined(separator: ", ")). Nothing was changed.")
        problem.foreignKeys = broken
        return problem
    }
}
