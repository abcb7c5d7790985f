import Bucket

/// Whether the bucket takes a file, gives it back and lets it go, each within its time.
struct BucketCheck {
    let settings: ServiceSettings

    private static let bytes = Array("wharf check\n".utf8)

    func item() -> CheckItem {
        guard let bucket = settings.bucket, let path = settings.bucketPath else {
            return .warning(
                "bucket", "there is none, so there are no backups", "set WHARF_BUCKET to the mounted directory")
        }
        let stopwatch = Stopwatch()
        do throws(BucketError) {
            try exercise(bucket)
        } catch {
            return .failed("bucket", "\(path): \(error)", advice(error))
        }
        let mount = settings.isBucketMount ? "a mount" : "not known to be a mount (WHARF_BUCKET_IS_MOUNT=no)"
        return .ok("bucket", "\(path): written, read and removed in \(Int(stopwatch.seconds * 1000)) ms; \(mount)")
    }

    /// A name that no backup has; a file that could not be removed is written over by nobody.
    private func exercise(_ bucket: Bucket) throws(BucketError) {
        try bucket.probe()
        let name = ".wharf-check-\(LoadIdentifier())"
        do throws(BucketError) {
            try bucket.write(name, Self.bytes)
            _ = try bucket.read(name, limit: Self.bytes.count)
        } catch {
            // The failure to tell of is the first one.
            _ = try? bucket.remove(name)
            throw error
        }
        try bucket.remove(name)
    }

    private func advice(_ error: BucketError) -> String {
        switch error.kind {
        case .hung, .busy: "the store does not answer within WHARF_BUCKET_TIMEOUT; see the mount's log and its network"
        case .gone: "mount it (systemctl status of the .mount unit), or correct WHARF_BUCKET"
        case .readOnly: "give the service's user, and the mount's service account, the right to write, read and delete"
        case .full: "make room, or raise the quota"
        case .altered: "the store does not give back what it took; do not keep backups in it"
        default: "see the mount's log; its service account needs to write, read, list and delete objects"
        }
    }
}
