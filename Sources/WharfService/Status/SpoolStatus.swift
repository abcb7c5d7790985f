internal import FoundationEssentials
internal import Glibc

/// How full the spool is.
struct SpoolStatus: Encodable {
    let path: String
    /// Of all files below it; null where this user may not look.
    let bytes: Int?
    let limitBytes: Int
    /// On its disk; null where there is no such folder.
    let freeBytes: Int?

    private enum CodingKeys: String, CodingKey {
        case path, bytes
        case limitBytes = "limit_bytes"
        case freeBytes = "free_bytes"
    }

    init(_ settings: ServiceSettings) {
        path = settings.spoolPath
        limitBytes = settings.spoolLimitBytes
        var status = statvfs()
        freeBytes = statvfs(path, &status) == 0 ? Int(status.f_bavail) * Int(status.f_frsize) : nil
        bytes = access(path, R_OK | X_OK) == 0 ? Self.bytes(below: path) : nil
    }

    var line: String {
        guard let freeBytes else { return "\(path) is not there yet" }
        let used = bytes.map { "\($0 >> 20) MiB of" } ?? "not to be read by this user; at most"
        return "\(used) \(limitBytes >> 20) MiB used, \(freeBytes >> 20) MiB free, \(path)"
    }

    /// Files that come and go meanwhile count as they are found.
    private static func bytes(below path: String) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.reduce(0) { sum, name in
            var status = stat()
            guard lstat("\(path)/\(name)", &status) == 0 else { return sum }
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            return sum + (isFolder ? bytes(below: "\(path)/\(name)") : Int(status.st_size))
        }
    }
}
