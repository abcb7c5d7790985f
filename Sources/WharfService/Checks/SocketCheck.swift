internal import Glibc

/// Whether somebody listens where nginx connects, and nginx may.
struct SocketCheck {
    let path: String

    func item() -> CheckItem {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT else { return failure("\(String(cString: strerror(errno)))") }
            return .warning(
                "socket", "nothing is at \(path) yet", "systemctl enable --now wharf.socket wharf.service")
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { return failure("no socket") }
        if let code = refusal() { return failure(String(cString: strerror(code))) }
        let mode = status.st_mode & 0o777
        guard mode & 0o002 == 0 else {
            return .warning(
                "socket", "every user of this machine may connect to \(path)",
                "SocketMode=0660 and SocketGroup=www-data in wharf.socket")
        }
        guard mode & 0o060 == 0o060 else {
            return .warning(
                "socket", "only its owner may connect to \(path)",
                "SocketMode=0660 and SocketGroup=www-data in wharf.socket")
        }
        return .ok("socket", "\(path) accepts, mode 0\(String(mode, radix: 8))")
    }

    private func failure(_ finding: String) -> CheckItem {
        .failed("socket", "\(path): \(finding)", "systemctl restart wharf.socket wharf.service; journalctl -u wharf")
    }

    /// The `errno` of connect(2); nil where somebody accepts.
    private func refusal() -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return ENAMETOOLONG }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return result == 0 ? nil : errno
    }
}
