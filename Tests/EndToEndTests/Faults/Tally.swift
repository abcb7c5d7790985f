import Glibc

/// What the tests have done, for `make test-faults` to say at its end: a line in a file for each.
enum Tally {
    enum Kind: String {
        case faults, requests, rows
    }

    private static let path = environment("WHARF_FAULT_TALLY")

    static func count(_ kind: Kind, _ number: Int = 1) {
        guard let path else { return }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let line = "\(kind.rawValue) \(number)\n"
        write(descriptor, line, line.utf8.count)
    }
}
