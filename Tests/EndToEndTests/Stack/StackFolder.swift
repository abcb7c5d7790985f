import Glibc

/// A temporary folder for one stack, locked as long as this process lives.
///
/// Whoever gets the lock of another folder knows that its tests died, and that their watcher did not do its work.
struct StackFolder {
    let path: String
    private static let prefix = "wharf-e2e-"
    private static var parent: String { environment("TMPDIR") ?? "/tmp" }

    init() throws {
        var template = Array("\(Self.parent)/\(Self.prefix)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw FileError(operation: "mkdtemp", path: Self.parent, number: errno)
        }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        for name in ["scratch", "faults"] { mkdir("\(path)/\(name)", 0o700) }
        // Under its name only when it is locked; the descriptor stays open until the process ends.
        let lock = open("\(path)/new.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0, rename("\(path)/new.lock", "\(path)/owner.lock") == 0
        else { throw FileError(operation: "lock", path: path, number: errno) }
    }

    /// Ends and removes what tests that were killed left behind.
    static func sweep(root: String) throws {
        for name in namesIn(parent) where name.hasPrefix(prefix) {
            let path = "\(parent)/\(name)"
            let lock = open("\(path)/owner.lock", O_RDWR | O_CLOEXEC)
            guard lock >= 0 else { continue }
            defer { close(lock) }
            guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { continue }
            try ChildProcess(StackWatcher.removal(path, root: root)).wait()
        }
    }
}
