import ArgumentParser
import Glibc

/// What the program gives out, in bytes.
enum StandardOutput {
    /// - Throws: `ExitCode`: 0 where the reader has seen enough (`| head`), 74 where the bytes cannot be written.
    static func write(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress! + done, bytes.count - done) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure(errno) }
            done += count
        }
    }

    private static func failure(_ code: Int32) -> ExitCode {
        if code == EPIPE { return .success }
        StandardError.print("wharf: standard output: \(String(cString: strerror(code)))")
        return ExitCode(74)
    }
}
