import Glibc

/// One line on a terminal that is written over; nothing where standard error is not a terminal.
struct ProgressLine {
    let isTerminal = isatty(STDERR_FILENO) == 1

    func show(_ text: String) { put("\r\u{1B}[K" + text) }

    func clear() { put("\r\u{1B}[K") }

    private func put(_ text: String) {
        guard isTerminal else { return }
        let bytes = Array(text.utf8)
        // A line that only tells how far the work is may be lost.
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
