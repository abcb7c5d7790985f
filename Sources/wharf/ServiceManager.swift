import Glibc

/// What systemd wants to know of a service of `Type=notify`; nothing where it did not start us. See sd_notify(3).
struct ServiceManager {
    private let path: String?
    /// How often to send `alive()`: half of the unit's `WatchdogSec=`, "every half of the time returned here"
    /// (sd_watchdog_enabled(3)). Nil without a watchdog.
    let aliveMilliseconds: Int?

    /// - Parameter environment: `NOTIFY_SOCKET` is a path, or a name in the abstract namespace that begins with `@`;
    ///   `WATCHDOG_USEC` is for the process that `WATCHDOG_PID` names, if it does.
    init(environment: [String: String]) {
        path = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        let process = environment["WATCHDOG_PID"].map { Int32($0) } ?? getpid()
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int($0) } ?? 0
        aliveMilliseconds = process == getpid() && microseconds > 0 ? max(1, microseconds / 2000) : nil
    }

    /// Requests are answered from now on.
    func ready() { send("READY=1") }

    /// The work goes on. Once it is not sent for `WatchdogSec=`, systemd ends the process and starts another.
    func alive() { send("WATCHDOG=1") }

    /// The last requests are being finished.
    func stopping() { send("STOPPING=1") }

    /// A datagram that is lost changes nothing for the requests, and systemd's own time-out tells of it.
    private func send(_ message: String) {
        guard let path else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        if name.first == UInt8(ascii: "@") { name[0] = 0 }
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let length = socklen_t(MemoryLayout.offset(of: \sockaddr_un.sun_path)! + name.count)
        let bytes = Array(message.utf8)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(descriptor, bytes, bytes.count, 0, $0, length)
            }
        }
    }
}
