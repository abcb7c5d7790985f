internal import Glibc

/// The directory that holds the spools of all instances on this machine.
///
/// An instance locks `ID.lock` for as long as it lives, and keeps its spools in the folder `ID`. Whoever gets the lock
/// of another one knows that it is dead: the kernel drops a `flock` with its process, however that ends.
final class SpoolRoot: Sendable {
    let path: String
    let instance: LoadIdentifier
    let budget: SpoolBudget
    private let lock: Int32

    /// Makes the directory where it is missing, and this instance's folder in it.
    init(path: String, limitBytes: Int) throws(SpoolError) {
        self.path = path
        budget = SpoolBudget(limitBytes: limitBytes)
        try Self.makeDirectory(path)
        var instance = LoadIdentifier()
        var lock = try Self.takeLock("\(path)/\(instance).lock")
        while lock == nil {  // a sweep of another instance came between open and flock
            instance = LoadIdentifier()
            lock = try Self.takeLock("\(path)/\(instance).lock")
        }
        self.instance = instance
        self.lock = lock!
        let folder = "\(path)/\(instance)"
        _ = try SpoolError.check("mkdir", folder, mkdir(folder, 0o700))
    }

    deinit {
        leave()
        close(lock)
    }

    /// Removes the instance's folder, after its last load. Where files of promised loads are left, the next process on this
    /// machine finds them by the lock's name.
    func leave() {
        if rmdir("\(path)/\(instance)") == 0 { unlink("\(path)/\(instance).lock") }
    }

    /// The folder of a load that was taken over from a dead instance. Of its files only the first is left.
    func reopenFolder(_ load: LoadIdentifier) throws(SpoolError) -> SpoolFolder {
        let folder = "\(path)/\(instance)/\(load)"
        for name in try Self.entries(folder) where name != "1" { unlink("\(folder)/\(name)") }
        return SpoolFolder(reopening: folder, budget: budget, fileCount: 1)
    }

    func makeFolder(_ load: LoadIdentifier) -> SpoolFolder {
        SpoolFolder(path: "\(path)/\(instance)/\(load)", budget: budget)
    }

    /// Removes what a load that was taken over left here.
    func removeFolder(_ load: LoadIdentifier) throws(SpoolError) { try Self.removeTree("\(path)/\(instance)/\(load)") }

    /// An instance that was found dead. Its lock is held, so that nobody else finds it, until `forget`; whoever dies before
    /// that leaves it to be found again.
    struct Dead {
        let instance: LoadIdentifier
        /// Loads whose files are this instance's own now.
        let takenOver: [LoadIdentifier]
        fileprivate let lock: Int32
    }

    /// Removes what dead instances left here, but for their locks.
    ///
    /// - Parameter promised: those of the loads in a dead instance's folder whose files are taken over instead; nil leaves
    ///   all that it has.
    func sweep(promised: ([LoadIdentifier]) throws -> [LoadIdentifier]? = { _ in [] }) throws -> [Dead] {
        var dead: [Dead] = []
        for name in try Self.entries(path) where name.hasSuffix(".lock") && name != "\(instance).lock" {
            let lockPath = "\(path)/\(name)"
            guard let other = LoadIdentifier(String(name.dropLast(5))) else { continue }
            guard let descriptor = try Self.takeLockOfOther(lockPath) else { continue }
            guard let loads = try promised(Self.entries("\(path)/\(other)").compactMap(LoadIdentifier.init)) else {
                close(descriptor)
                continue
            }
            let takenOver = loads.filter { load in
                rename("\(path)/\(other)/\(load)", "\(path)/\(instance)/\(load)") == 0
            }
            try Self.removeTree("\(path)/\(other)")
            dead.append(Dead(instance: other, takenOver: takenOver, lock: descriptor))
        }
        return dead
    }

    /// Removes the last trace of a dead instance, whose loads have been ended.
    func forget(_ dead: Dead) {
        unlink("\(path)/\(dead.instance).lock")
        close(dead.lock)
    }

    /// Whether an instance on this machine has files of a load, be it one that is dead.
    func holds(_ load: LoadIdentifier) throws(SpoolError) -> Bool {
        try Self.entries(path).contains { access("\(path)/\($0)/\(load)", F_OK) == 0 }
    }

    /// Makes a directory and those above it that are missing.
    private static func makeDirectory(_ path: String) throws(SpoolError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw SpoolError(operation: "mkdir", code: errno, path: path)
        }
        try makeDirectory(String(path[..<slash]))
        _ = try SpoolError.check("mkdir", path, mkdir(path, 0o700))
    }

    /// A descriptor that holds the lock; `nil` where another process holds it.
    private static func takeLock(_ path: String) throws(SpoolError) -> Int32? {
        let descriptor = try SpoolError.check("open", path, open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600))
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
        let code = errno
        close(descriptor)
        guard code == EWOULDBLOCK else { throw SpoolError(operation: "flock", code: code, path: path) }
        return nil
    }

    /// As `takeLock`; of a command that another user runs it cannot be told whether it is dead.
    private static func takeLockOfOther(_ path: String) throws(SpoolError) -> Int32? {
        do throws(SpoolError) {
            return try takeLock(path)
        } catch {
            guard error.code == EACCES else { throw error }
            return nil
        }
    }

    private static func entries(_ path: String) throws(SpoolError) -> [String] {
        guard let directory = opendir(path) else {
            if errno == ENOENT { return [] }
            throw SpoolError(operation: "opendir", code: errno, path: path)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Removes a folder of folders of files: the only shape that a spool has.
    private static func removeTree(_ path: String) throws(SpoolError) {
        for name in try entries(path) {
            let inner = "\(path)/\(name)"
            if unlink(inner) != 0 { try removeTree(inner) }
        }
        if rmdir(path) != 0 && errno != ENOENT { throw SpoolError(operation: "rmdir", code: errno, path: path) }
    }
}
