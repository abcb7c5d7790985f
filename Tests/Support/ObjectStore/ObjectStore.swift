internal import Glibc

/// A program of the bucket that mounts it.
public enum MountKind: String, Sendable, CaseIterable {
    case s3fs
    /// Without a cache: what is written goes to the store at once.
    case rclone
    /// With a cache that is uploaded seconds after `close`.
    case rcloneWrites = "rclone-writes"
}

/// An object store on loopback with mounts of its bucket, made by `.make/object-store.sh`; all of it ends with this
/// object. `make test-bucket` has what it needs and clears up after tests that died.
public final class ObjectStore: Sendable {
    public struct Failure: Error {
        public let command: String
        public let status: Int32
        public let output: String
    }

    /// Whether tests may mount something.
    public static let isPossible = environment("WHARF_BUCKET_STATE") != nil
    public static let whyNot = "make test-bucket runs the tests on mounts of an object store"

    /// The folder of the store and its mounts.
    public let path: String
    private let isPatient: Bool

    private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        .joined(separator: "/")

    /// Starts a store with an empty bucket.
    ///
    /// - Parameter isPatient: whether mounts wait for the store for minutes, as they do when nobody tells them
    ///   otherwise; else they give up within seconds.
    public init(isPatient: Bool = false) throws {
        var template = Array("\(Self.environment("WHARF_BUCKET_STATE") ?? "/tmp")/store-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(command: "mkdtemp", status: errno, output: "") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        self.isPatient = isPatient
        try run("start")
    }

    deinit {
        guard (try? run("stop")) != nil else { return }
        _ = try? Self.spawn(["rm", "-rf", "--one-file-system", path], [:], output: "/dev/null")
    }

    /// - Returns: the path of the bucket's directory.
    @discardableResult
    public func mount(_ name: String, _ kind: MountKind) throws -> String {
        try run("mount", name, kind.rawValue)
        return "\(path)/\(name)"
    }

    public func unmount(_ name: String) throws { try run("umount", name) }

    /// Ends a mount's process by `SIGKILL`.
    public func kill(_ name: String) throws { try run("kill", name) }

    /// From now on this goes wrong, in place of earlier faults.
    ///
    /// - Parameter faults: `KEY=VALUE` each; `Tests/Support/bucket/store.py` lists them.
    public func fault(_ faults: String...) throws { try run(["fault"] + faults) }

    /// Nothing goes wrong any more.
    public func off() throws { try run("off") }

    private func run(_ arguments: String...) throws { try run(arguments) }

    private func run(_ arguments: [String]) throws {
        let output = "\(path)/script.log"
        let environment = [
            "STATE": path, "MOUNT_PATIENCE": isPatient ? "long" : "short",
            "PATH": Self.environment("PATH") ?? "/usr/local/bin:/usr/bin:/bin",
        ]
        let command = ["timeout", "60", "\(Self.root)/.make/object-store.sh"] + arguments
        let status = try Self.spawn(command, environment, output: output)
        guard status == 0 else {
            throw Failure(command: arguments.joined(separator: " "), status: status, output: Self.text(output))
        }
    }

    private static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// Runs a program to its end, with nothing of ours but three descriptors and no signal blocked.
    private static func spawn(_ arguments: [String], _ environment: [String: String], output: String) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        for descriptor: Int32 in 3..<1024 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var child = pid_t()
        let number = withStrings(arguments) { arguments in
            withStrings(environment.map { "\($0)=\($1)" }) {
                posix_spawnp(&child, arguments[0]!, &actions, &attributes, arguments, $0)
            }
        }
        guard number == 0 else { throw Failure(command: arguments[0], status: number, output: "") }
        var word: Int32 = 0
        while waitpid(child, &word, 0) != child {}
        return word & 0x7f == 0 ? (word >> 8) & 0xff : 128 + (word & 0x7f)
    }

    private static func withStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        var pointers = strings.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        pointers.append(nil)
        return body(pointers)
    }
}
