internal import Glibc

/// A spool's disk said no.
struct SpoolError: Error, CustomStringConvertible {
    /// The C function that failed.
    let operation: StaticString
    /// `errno` straight after it; `ENOSPC` also where the limit of `SpoolBudget` was reached.
    let code: Int32
    let path: String

    var isFull: Bool { code == ENOSPC || code == EDQUOT }

    var description: String { "\(operation) \(path): \(String(cString: strerror(code)))" }

    /// The result of a C function that returns -1 on failure, with `errno` read at once.
    static func check<T: SignedInteger>(_ operation: StaticString, _ path: String, _ result: T) throws(SpoolError) -> T
    {
        guard result != -1 else { throw SpoolError(operation: operation, code: errno, path: path) }
        return result
    }
}
