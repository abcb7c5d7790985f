import Glibc

/// The responder's process, seen from outside.
struct Responder {
    private let statusPath: String

    /// - Parameter pidFile: a file that holds its process id.
    init(pidFile: String) throws {
        guard let id = Int(try Self.text(pidFile).filter(\.isNumber)) else {
            throw BenchError("no process id in \(pidFile)")
        }
        statusPath = "/proc/\(id)/status"
    }

    /// The most memory that was ever resident, in MiB: `VmHWM` of proc_pid_status(5).
    func peakMebibytes() throws -> Double {
        for line in try Self.text(statusPath).split(separator: "\n") where line.hasPrefix("VmHWM:") {
            if let kibibytes = Double(line.filter(\.isNumber)) { return kibibytes / 1024 }
        }
        throw BenchError("no VmHWM in \(statusPath)")
    }

    private static func text(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw BenchError("cannot read \(path): errno \(errno)") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
