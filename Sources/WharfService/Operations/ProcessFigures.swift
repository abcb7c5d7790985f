internal import Glibc

/// What the kernel says of this process (proc(5)).
struct ProcessFigures {
    let residentBytes: Int
    let openDescriptors: Int
    /// Of all threads together.
    let cpuSeconds: Double
    /// Seconds since 1970.
    let startedAt: Double

    init() {
        // After the name, which may hold blanks and parentheses: field 3 of proc_pid_stat(5) comes first.
        let fields = (Self.read("/proc/self/stat").split(separator: ")").last ?? "").split(separator: " ")
        func field(_ number: Int) -> Int { fields.count > number - 3 ? Int(fields[number - 3]) ?? 0 : 0 }
        let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
        residentBytes = field(24) * Int(getpagesize())
        cpuSeconds = Double(field(14) + field(15)) / ticks
        startedAt = Self.now(CLOCK_REALTIME) - Self.now(CLOCK_BOOTTIME) + Double(field(22)) / ticks
        openDescriptors = Self.countDescriptors()
    }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func read(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        return String(
            unsafeUninitializedCapacity: 4096,
            initializingUTF8With: { max(0, Glibc.read(descriptor, $0.baseAddress!, 4096)) })
    }

    private static func countDescriptors() -> Int {
        guard let folder = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count - 3  // the two dots, and the descriptor of the look itself
    }
}
