import Glibc

/// The responder's process, seen from outside.
struct Responder {
    private let folder: String

    /// - Parameter pidFile: a file that holds its process id.
    init(pidFile: String) throws {
        guard let id = Int(try Self.text(pidFile).filter(\.isNumber)) else {
            throw BenchError("no process id in \(pidFile)")
        }
        folder = "/proc/\(id)"
    }

    /// Of `cpuTicks`: a hundred, everywhere.
    static let ticksPerSecond = Double(sysconf(CInt(_SC_CLK_TCK)))

    /// Time of all its threads on a core, user's and system's: fields 14 and 15 of proc_pid_stat(5), counted after the
    /// name.
    func cpuTicks() throws -> Int {
        let stat = try Self.text(folder + "/stat")
        guard let name = stat.lastIndex(of: ")") else { throw BenchError("\(folder)/stat has no name") }
        let fields = stat[name...].split(separator: " ")
        guard fields.count > 13, let user = Int(fields[12]), let system = Int(fields[13]) else {
            throw BenchError("\(folder)/stat has too few fields")
        }
        return user + system
    }

    /// Begins a new peak of memory, where the kernel can: 5 to proc_pid_clear_refs(5). Else the old one stays, and no peak
    /// is lost.
    func forgetPeak() {
        guard let file = fopen(folder + "/clear_refs", "w") else { return }
        fputs("5", file)
        fclose(file)
    }

    /// The most memory that was resident since `forgetPeak`, in MiB: `VmHWM` of proc_pid_status(5).
    func peakMebibytes() throws -> Double {
        for line in try Self.text(folder + "/status").split(separator: "\n") where line.hasPrefix("VmHWM:") {
            if let kibibytes = Double(line.filter(\.isNumber)) { return kibibytes / 1024 }
        }
        throw BenchError("no VmHWM in \(folder)/status")
    }

    private static func text(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw BenchError("cannot read \(path): errno \(errno)") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
