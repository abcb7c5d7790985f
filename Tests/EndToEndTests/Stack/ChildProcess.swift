import Glibc

/// A child with nothing of ours but three descriptors, no signal blocked and none ignored.
///
/// `posix_spawn` and not Foundation's `Process`, which takes a child for running as long as any descendant of it holds
/// a socket, and starts it with signals blocked. One thread at a time.
final class ChildProcess {
    struct Failure: Error {
        let command: String
        let number: Int32
    }

    let pid: pid_t
    private var status: Int32?

    /// - Parameters:
    ///   - environment: replaces ours where it is given.
    ///   - input: a file, or `inputDescriptor` where that is given.
    ///   - output: a file that is made anew, for standard output and standard error.
    ///   - errors: a file that is made anew, for standard error alone.
    ///   - ownSession: signals to our process group or terminal do not reach the child.
    init(
        _ arguments: [String], environment: [String: String]? = nil, input: String = "/dev/null",
        inputDescriptor: Int32? = nil, output: String = "/dev/null", errors: String? = nil,
        ownSession: Bool = false
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let inputDescriptor {
            posix_spawn_file_actions_adddup2(&actions, inputDescriptor, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        if let errors {
            posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        } else {
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        }
        // Whatever else runs in this process may have opened descriptors for itself alone; one that is not open is
        // passed over.
        for descriptor: Int32 in 3..<1024 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (ownSession ? newSession : 0)))
        var child = pid_t()
        let number = Self.withStrings(arguments) { arguments in
            guard let environment else {
                return posix_spawnp(&child, arguments[0]!, &actions, &attributes, arguments, environ)
            }
            return Self.withStrings(environment.map { "\($0)=\($1)" }) {
                posix_spawnp(&child, arguments[0]!, &actions, &attributes, arguments, $0)
            }
        }
        guard number == 0 else { throw Failure(command: arguments[0], number: number) }
        pid = child
    }

    deinit {
        if status == nil {
            kill(pid, SIGKILL)
            wait()
        }
    }

    /// Starts a child that outlives its object: the caller reaps it.
    static func detached(_ arguments: [String], inputDescriptor: Int32) throws -> pid_t {
        let child = try ChildProcess(arguments, inputDescriptor: inputDescriptor, ownSession: true)
        child.status = 0
        return child.pid
    }

    func send(_ signal: Int32) { if status == nil { kill(pid, signal) } }

    var isRunning: Bool {
        if status == nil { reap(WNOHANG) }
        return status == nil
    }

    /// Waits for the end: the exit status, or 128 and the signal's number. The command itself has the deadline.
    @discardableResult
    func wait() -> Int32 {
        while status == nil { reap(0) }
        return status!
    }

    private func reap(_ options: Int32) {
        var word: Int32 = 0
        guard waitpid(pid, &word, options) == pid else { return }
        status = word & 0x7f == 0 ? (word >> 8) & 0xff : 128 + (word & 0x7f)
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
