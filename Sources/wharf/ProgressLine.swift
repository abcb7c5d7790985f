import Glibc

/// One line on a terminal that is written over; nothing where standard error is not a terminal.
struct ProgressLine {
    let isTerminal = isatty(STDERR_FILENO) == 1

    /// A line that is too long for the terminal loses its end: one that wraps could not be written over.
    func show(_ text: String) { put("\r\u{1B}[K" + text.prefix(columns - 1)) }

    func clear() { put("\r\u{1B}[K") }

    /// The terminal's width.
    var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 80 }
        return Int(size.ws_col)
    }

    private func put(_ text: String) {
        guard isTerminal else { return }
        let bytes = Array(text.utf8)
        // A line that only tells how far the work is may be lost.
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
