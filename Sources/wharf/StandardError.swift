import Glibc

/// Lines for whoever watches, beside what the program gives out.
enum StandardError {
    static func print(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        // Where nobody reads it there is nobody to tell.
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
