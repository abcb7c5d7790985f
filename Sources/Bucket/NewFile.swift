internal import Glibc

/// A file that a session's thread makes: all of it comes about, or it is taken away again.
struct NewFile<State: Sendable>: ~Copyable {
    private let session: Session<State>
    private let folder: Int32
    private var descriptor: Int32
    private(set) var count = 0

    init(_ session: Session<State>, in folder: Int32) throws(BucketError) {
        self.session = session
        self.folder = folder
        descriptor = try session.step("open") {
            openat(folder, session.name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        }
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) throws(BucketError) {
        var done = 0
        while done < bytes.count {
            done += try session.step("write") {
                write(descriptor, bytes.baseAddress! + done, bytes.count - done)
            }
        }
        count += bytes.count
    }

    /// Brings what is left to the store and closes the file.
    ///
    /// Some mounts upload in `fsync` and report there what went wrong, others in `close`. `EINVAL` and `ENOTSUP` mean
    /// that a mount has no `fsync`, which it need not have: what counts is `close`, then the digest of what can be read
    /// back. `close` is not repeated: the descriptor is gone even when it fails.
    mutating func finish() throws(BucketError) {
        let (result, code) = session.timed("fsync", bytes: count) { fsync(descriptor) }
        guard result == 0 || code == EINVAL || code == ENOTSUP else {
            throw BucketError("fsync", errno: code, name: session.name)
        }
        let file = descriptor
        descriptor = -1
        try session.step("close", bytes: count) { close(file) }
    }

    /// Closes the file and removes it, as far as the mount lets that happen: a part of a file that stays is none that
    /// anybody takes for whole.
    mutating func undo() {
        if descriptor >= 0 { _ = session.timed("close", bytes: count) { close(descriptor) } }
        descriptor = -1
        _ = session.timed("unlinkat", bytes: 0) { unlinkat(folder, session.name, 0) }
    }
}
