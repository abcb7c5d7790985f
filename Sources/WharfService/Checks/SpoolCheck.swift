internal import Glibc

/// Whether the spool's directory can be written, and has room.
struct SpoolCheck {
    let settings: ServiceSettings

    /// Less than this is gone with the first larger file.
    private static let leastBytes = 1 << 30
    private static let trialBytes = 1 << 20

    private var path: String { settings.spoolPath }

    func items() -> [CheckItem] {
        do throws(SpoolError) {
            try tryToWrite()
        } catch {
            guard error.code != ENOENT else {
                return [
                    .warning(
                        "spool", "\(path) is not there yet",
                        "the service makes it if it may; else: install -d -o wharf \(path)")
                ]
            }
            return [.failed("spool", "\(error)", advice(error))]
        }
        var status = statvfs()
        guard statvfs(path, &status) == 0 else {
            let error = SpoolError(operation: "statvfs", code: errno, path: path)
            return [.failed("spool", "\(error)", advice(error))]
        }
        return [room(freeBytes: Int(status.f_bavail) * Int(status.f_frsize))]
    }

    func room(freeBytes: Int) -> CheckItem {
        let finding = "\(path): \(freeBytes >> 20) MiB free"
        guard freeBytes >= Self.leastBytes else {
            return .warning("spool", finding, "make room: a load takes several times its file's size there")
        }
        guard freeBytes >= settings.spoolLimitBytes else {
            return .warning(
                "spool", "\(finding), less than WHARF_SPOOL_LIMIT",
                "lower it: with the limit a load ends with 507, with a full disk others may fail, too")
        }
        return .ok("spool", finding)
    }

    /// Makes no folder: one of the wrong owner would stop the service.
    private func tryToWrite() throws(SpoolError) {
        let file = "\(path)/.wharf-check-\(LoadIdentifier())"
        let descriptor = try SpoolError.check(
            "open", path, open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600))
        defer {
            close(descriptor)
            unlink(file)
        }
        let bytes = [UInt8](repeating: 0x77, count: Self.trialBytes)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, bytes.count - written) }
            written += try SpoolError.check("write", path, count)
        }
    }

    private func advice(_ error: SpoolError) -> String {
        if error.isFull { return "make room on that disk, or set WHARF_SPOOL to a folder on another one" }
        return switch error.code {
        case EACCES, EPERM, EROFS: "let the service's user write there (chown wharf \(path)), or set WHARF_SPOOL"
        default: "set WHARF_SPOOL to a folder on a local disk"
        }
    }
}
