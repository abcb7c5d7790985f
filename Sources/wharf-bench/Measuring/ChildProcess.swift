import Glibc
import WharfService

/// A program that is started, and waited for.
struct ChildProcess {
    /// The program, found by `PATH`, and what it is told. Nothing secret: every user of the machine can read it.
    let arguments: [String]
    /// Beyond the environment of this process.
    var environment: [String: String] = [:]

    /// What it wrote to standard output, and how long it took from before it was started until it had ended.
    struct Outcome {
        let output: String
        let seconds: Double
    }

    /// Runs the program. Its standard input is empty; its standard error is ours.
    ///
    /// - Throws: `BenchError` when it cannot be started or does not exit with 0.
    func run() throws -> Outcome {
        let watch = Stopwatch.wall()
        let running = try begin()
        let output = Self.readToEnd(running.output)
        close(running.output)
        let status = Self.wait(running.process)
        let seconds = watch.seconds
        // The low seven bits name the signal that ended it (waitpid(2)).
        guard status == 0 else {
            let way = status & 0x7F == 0 ? "exit status \(status >> 8)" : "signal \(status & 0x7F)"
            throw BenchError("\(arguments[0]) failed with \(way)" + (output.isEmpty ? "" : ": \(output.prefix(500))"))
        }
        return Outcome(output: output, seconds: seconds)
    }

    private func begin() throws -> Running {
        let pipe = try Self.makePipe()
        defer { close(pipe.write) }
        do {
            return Running(process: try start(output: pipe.write), output: pipe.read)
        } catch {
            close(pipe.read)
            throw error
        }
    }

    private func start(output: CInt) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        let variables = ProcessEnvironment.variables.merging(environment) { $1 }
        var process: pid_t = 0
        let failure = Self.withCStrings(arguments) { argv in
            Self.withCStrings(variables.map { "\($0)=\($1)" }) { envp in
                posix_spawnp(&process, argv[0]!, &actions, nil, argv, envp)
            }
        }
        guard failure == 0 else {
            throw BenchError("cannot start \(arguments[0]): \(String(cString: strerror(failure)))")
        }
        return process
    }

    /// Both ends close themselves in whatever is started; `adddup2` clears that for the copy. Glibc's `pipe2` is not
    /// visible to Swift; no other thread could start something in between.
    private static func makePipe() throws -> (read: CInt, write: CInt) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { throw BenchError("no pipe: errno \(errno)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func readToEnd(_ descriptor: CInt) -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count > 0 {
                bytes += chunk[..<count]
            } else if count == 0 || errno != EINTR {
                return String(decoding: bytes, as: UTF8.self)
            }
        }
    }

    fileprivate static func wait(_ process: pid_t) -> CInt {
        var status: CInt = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return status
    }

    /// Calls `body` with a null-terminated array of C strings that lives as long as the call.
    private static func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = texts.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    }
}

extension ChildProcess {
    /// A program that goes on until it is ended.
    struct Running {
        fileprivate let process: pid_t
        fileprivate let output: CInt

        /// Ends it and waits for that.
        func end() {
            kill(process, SIGTERM)
            _ = ChildProcess.wait(process)
            close(output)
        }
    }

    /// Starts the program and returns when it has written something to standard output.
    ///
    /// - Throws: `BenchError` when it cannot be started or ends before.
    func startUntilLine() throws -> Running {
        let running = try begin()
        var byte: UInt8 = 0
        guard read(running.output, &byte, 1) == 1 else {
            running.end()
            throw BenchError("\(arguments[0]) ended at once")
        }
        return running
    }
}
