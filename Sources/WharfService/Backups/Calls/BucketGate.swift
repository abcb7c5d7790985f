import Bucket
internal import Synchronization

/// Lets few requests at a time wait for the bucket: one that hangs holds those, never the other workers.
final class BucketGate: Sendable {
    /// What a request does with the bucket.
    enum Use {
        /// Reads or writes whole backups.
        case transfer
        /// Looks at manifests.
        case look
    }

    static let problems: [ProblemType] = [.busy, .bucketUnavailable, .bucketFull]

    private let bucket: Bucket?
    private let limit: Int
    private let counts = Mutex<[Use: Int]>([:])

    /// - Parameter workers: of which an eighth, but one at least, may wait for each use of the bucket.
    init(_ bucket: Bucket?, workers: Int) {
        self.bucket = bucket
        limit = max(1, workers / 8)
    }

    /// - Throws: `Problem` where there is no bucket or no place, and for all that goes wrong with the bucket.
    func enter<Result>(_ use: Use, _ body: (Bucket) throws -> Result) throws -> Result {
        guard let bucket else {
            throw Problem(
                .bucketUnavailable, "No bucket is set up: WHARF_BUCKET names the directory that backups are kept in.")
        }
        let isFree = counts.withLock { counts in
            guard counts[use, default: 0] < limit else { return false }
            counts[use, default: 0] += 1
            return true
        }
        guard isFree else {
            throw Problem(.busy, "\(limit) requests of this kind use the bucket, as many as may. Try again soon.")
        }
        defer { counts.withLock { $0[use, default: 1] -= 1 } }
        do {
            return try body(bucket)
        } catch {
            throw Problem.ofBackups(error)
        }
    }
}
