internal import Glibc

/// Files of settings and secrets, read whole.
enum SmallFile {
    /// - Throws: `SystemError`, with `EFBIG` where the file has more than `limitBytes`.
    static func read(_ path: String, limitBytes: Int) throws(SystemError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw SystemError(operation: "open", code: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw SystemError(operation: "read", code: errno)
            }
            if count == 0 { return bytes }
            bytes += buffer.prefix(count)
            guard bytes.count <= limitBytes else { throw SystemError(operation: "read", code: EFBIG) }
        }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The permissions; nil where there is no such file, or nobody may ask.
    static func mode(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }
}

extension SystemError {
    /// There is no such file.
    var isMissing: Bool { code == ENOENT }
}
