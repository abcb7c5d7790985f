internal import Glibc
internal import Synchronization

/// A directory that an object store is mounted on.
///
/// It is not a disk: a call may take minutes or never come back, a name, a size or a listing prove nothing, and
/// neither do locks or `O_EXCL`. So a file is written once, from start to end, under a name that nobody else uses, and
/// each result is looked at up to that of `close`; whether a file is whole only its digest says.
///
/// No system call on the directory is made by the caller's thread. Each operation has a thread of its own, and the
/// caller waits for each of its calls with a deadline. A thread that hangs is left behind: it undoes what it did when
/// its call comes back, and does not keep the process's sockets and locks when the process ends before that. Any thread
/// may use a bucket.
public final class Bucket: Sendable {
    let path: String
    private let seconds: Atomic<Int>
    private let mostStuck: Int
    private let isMount: Bool
    private let sessions = SessionTable()

    /// The longest that `probe` waits for each call.
    static let probeTimeout = Duration.seconds(5)

    /// - Parameters:
    ///   - path: of the directory; it need not be there yet.
    ///   - timeoutSeconds: for each system call; one that brings a file to the store gets the time that its bytes take
    ///     at 4 MiB/s on top.
    ///   - mostStuck: with as many threads hanging, nothing more is tried.
    ///   - isMount: whether the directory must be the root of a mount. An object store that is not mounted leaves a
    ///     directory of the local disk in its place, where backups would be written to without anybody noticing.
    public init(path: String, timeoutSeconds: Int = 30, mostStuck: Int = 4, isMount: Bool = false) {
        self.path = path
        seconds = Atomic(timeoutSeconds)
        self.mostStuck = mostStuck
        self.isMount = isMount
    }

    /// For each system call, of operations that begin from now on.
    public var timeoutSeconds: Int {
        get { seconds.load(ordering: .relaxed) }
        set { seconds.store(newValue, ordering: .relaxed) }
    }

    /// Threads whose call has had its time and still hangs.
    public var stuckCount: Int {
        sessions.overdueCount(ofProbes: false) + sessions.overdueCount(ofProbes: true)
    }

    /// Threads that there are, hanging or not.
    var sessionCount: Int { sessions.count }

    /// Looks whether the directory is there and its store answers, within some seconds.
    ///
    /// Asks for a file that cannot be there, since what is known of the others may come from a cache. A mount that keeps
    /// whole listings (rclone) answers even that for as long as it keeps them. While a probe hangs no other is tried,
    /// and a hanging probe takes no place from the operations.
    ///
    /// - Throws: `.hung`, `.gone`, `.failed`.
    public func probe() throws(BucketError) {
        guard sessions.overdueCount(ofProbes: true) == 0 else { throw BucketError(.hung, "fstatat", name: "") }
        try run(name: "", isProbe: true) { session, folder throws(BucketError) -> Void in
            var status = stat()
            let name = ".wharf-probe-\(UInt64.random(in: .min ... .max))"
            let (result, code) = session.timed("fstatat", bytes: 0) {
                fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW)
            }
            guard result == 0 || code == ENOENT else { throw BucketError(ofFolder: "fstatat", errno: code) }
        }
    }

    // MARK: Sessions

    /// Runs `body` in a session and waits for its result.
    @discardableResult
    func run<Value: Sendable>(
        name: String, isProbe: Bool = false,
        _ body: @escaping @Sendable (Session<Value?>, _ folder: Int32) throws(BucketError) -> Value
    ) throws(BucketError) -> Value {
        let session = try begin(name: name, isProbe: isProbe, state: Value?.none) {
            session, folder throws(BucketError) -> Void in
            let value = try body(session, folder)
            session.change { $0 = value }
        }
        return try session.wait { $0 }
    }

    /// Starts a session, whose thread opens the directory and then runs `body`.
    func begin<State: Sendable>(
        name: String, isProbe: Bool = false, state: State,
        _ body: @escaping @Sendable (Session<State>, _ folder: Int32) throws(BucketError) -> Void
    ) throws(BucketError) -> Session<State> {
        guard isProbe || sessions.overdueCount(ofProbes: false) < mostStuck else {
            throw BucketError(.busy, "open", name: name)
        }
        let usual = Duration.seconds(timeoutSeconds)
        let timeout = isProbe ? min(usual, Self.probeTimeout) : usual
        let session = Session(name: name, timeout: timeout, state: state)
        let number = sessions.insert(session, isProbe: isProbe)
        do {
            try SessionThread.start(name: name) { [sessions, path, isMount] code in
                do throws(BucketError) {
                    guard code == 0 else { throw BucketError("close_range", errno: code, name: name) }
                    let folder = try session.openFolder(path, isMount: isMount)
                    defer { close(folder) }
                    try body(session, folder)
                } catch {
                    session.fail(error)
                }
                sessions.remove(number)
                session.end()
            }
        } catch {
            sessions.remove(number)
            throw error
        }
        return session
    }

    /// A name is that of a file in the directory, or in a folder of it.
    static func check(_ name: String) throws(BucketError) {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isGood = parts.allSatisfy { part in
            !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8) && !part.contains(0)
                && part.count <= 255
        }
        guard isGood, parts.count <= 2 else { throw BucketError(.badName, "open", name: name) }
    }
}
