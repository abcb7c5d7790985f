import Glibc
import ObjectStore
import Testing

@testable import Bucket

extension MountTests {
    /// The thread that hangs is still there when the process was killed; what the process had locked is not.
    @Test(arguments: [MountKind.s3fs, .rclone])
    func killedProcess_KeepsNoLock_WhileItsThreadHangs(_ kind: MountKind) async throws {
        let store = try ObjectStore(isPatient: true)
        let path = try store.mount("one", kind)
        try Bucket(path: path, isMount: true).write("before", [1])
        let lockPath = "\(store.path)/lock"
        let lock = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try #require(lock >= 0)
        defer { close(lock) }
        try store.fault("hang=0")
        async let judgement: Void = killWhenItHangs(lock: lock, store)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, lockPath = lockPath as String] in
            let lock = open(lockPath, O_RDWR | O_CLOEXEC)
            try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
            let bucket = Bucket(path: path, timeoutSeconds: 1)
            #expect(throws: BucketError.self) { try bucket.read("before", limit: 1) }
            let text = Array("\(getpid())".utf8)
            try #require(Glibc.write(lock, text, text.count) == text.count)
            sleep(60)
        }
        try await judgement
    }

    private func killWhenItHangs(lock: Int32, _ store: ObjectStore) async throws {
        defer { #expect(throws: Never.self) { try store.off() } }
        var pid: pid_t = 0
        try eventually("a process whose thread hangs") {
            var text = [UInt8](repeating: 0, count: 20)
            let count = pread(lock, &text, text.count, 0)
            pid = pid_t(String(decoding: text.prefix(max(0, count)), as: UTF8.self)) ?? 0
            return pid > 0
        }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == -1)
        try #require(Glibc.kill(pid, SIGKILL) == 0)
        try eventually("a lock that is free", withinSeconds: 5) { flock(lock, LOCK_EX | LOCK_NB) == 0 }
        #expect(OtherThreads.areHanging(of: pid))
    }
}

/// Threads of another process, by proc(5).
private enum OtherThreads {
    /// Whether one sleeps where no signal reaches it.
    static func areHanging(of pid: pid_t) -> Bool {
        guard let folder = opendir("/proc/\(pid)/task") else { return false }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let file = fopen("/proc/\(pid)/task/\(name)/stat", "r") else { continue }
            defer { fclose(file) }
            var text = [UInt8](repeating: 0, count: 1000)
            let count = fread(&text, 1, text.count, file)
            let fields = String(decoding: text.prefix(count), as: UTF8.self).split(separator: ")").last
            if fields?.first(where: { $0 != " " }) == "D" { return true }
        }
        return false
    }
}
