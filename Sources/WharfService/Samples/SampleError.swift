internal import Glibc

/// A system call that failed while sample files were written.
public struct SampleError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The system call: `mkdir`, `open`, `write`, `close` or `rename`.
    public let operation: String

    /// What `errno` was straight after it.
    public let code: Int32

    /// The C library's words for `code`.
    public let message: String

    /// The file or directory that it was about.
    public let path: String

    /// Reads `errno`, so it must be the first thing after the failing call.
    init(errnoAfter operation: StaticString, path: String) {
        let code = errno
        self.operation = String(describing: operation)
        self.code = code
        // strerror(3): since glibc 2.32 the text of an unknown number is kept per thread.
        self.message = strerror(code).map { String(cString: $0) } ?? "error \(code)"
        self.path = path
    }

    public var description: String { "\(operation) \(path): \(message)" }
}
