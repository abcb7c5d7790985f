import FastCGI
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
        do throws(FastCGIError) {
            try FastCGIListener.tryToConnect(path: path)
        } catch {
            guard error.code == .accessDenied else { return failure(error.message) }
            return .warning(
                "socket", "\(path) is there, but this user may not connect", "run 'wharf check' as root to try it")
        }
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
}
