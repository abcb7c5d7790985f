import Bucket

extension ServiceSettings {
    /// The bucket that is set up, where one is.
    var bucket: Bucket? {
        bucketPath.map { Bucket(path: $0, timeoutSeconds: bucketTimeoutSeconds, isMount: isBucketMount) }
    }
}
