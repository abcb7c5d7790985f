internal import Glibc

/// One sample file on its way: `PATH.part`, open for writing, until it is renamed or abandoned.
///
/// Owns the descriptor and the part. One thread.
final class SampleFile {
    private let path: String
    private let partPath: String
    private var descriptor: CInt
    private var isPart = false

    /// Bytes written so far.
    private(set) var bytes = 0

    /// Creates the part, or empties one that a killed run left.
    init(path: String) throws(SampleError) {
        self.path = path
        partPath = path + ".part"
        descriptor = open(partPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw SampleError(errnoAfter: "open", path: partPath) }
        isPart = true
    }

    deinit {
        abandon()
    }

    /// Writes all that the buffer holds and empties it.
    func write(_ buffer: inout RecordBuffer) throws(SampleError) {
        var done = 0
        while done < buffer.count {
            let wrote = Glibc.write(descriptor, buffer.start + done, buffer.count - done)
            if wrote > 0 {
                done += wrote
            } else if errno != EINTR {
                throw SampleError(errnoAfter: "write", path: partPath)
            }
        }
        bytes += done
        buffer.removeAll()
    }

    /// Closes the part. A file system may report a failed write only here.
    func close() throws(SampleError) {
        let closing = descriptor
        descriptor = -1
        guard Glibc.close(closing) == 0 else { throw SampleError(errnoAfter: "close", path: partPath) }
    }

    /// Gives the closed part its own name; whatever had that name is replaced.
    func rename() throws(SampleError) {
        guard Glibc.rename(partPath, path) == 0 else { throw SampleError(errnoAfter: "rename", path: path) }
        isPart = false
    }

    /// Closes and removes the part, if there still is one.
    func abandon() {
        if descriptor >= 0 {
            _ = Glibc.close(descriptor)
            descriptor = -1
        }
        if isPart {
            unlink(partPath)
            isPart = false
        }
    }
}
