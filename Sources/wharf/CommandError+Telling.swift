import ArgumentParser
import WharfService

extension CommandError {
    /// Says on standard error what went wrong.
    ///
    /// - Returns: how the process is to end.
    func told() -> ExitCode {
        StandardError.print("wharf: \(self)\(cause.map { " (\($0))" } ?? "")")
        return ExitCode(exitStatus)
    }
}
