internal import CFastCGI
import Glibc

/// libfcgi's process-wide set-up.
enum FastCGILibrary {
    /// The result of `FCGX_Init`, which is called once in the life of the process.
    private static let initResult: Int32 = {
        // FCGX_Init puts handlers on SIGTERM and SIGUSR1 that set libfcgi's "shutdown pending": with it set and a
        // silent peer, libfcgi loops for ever closing a descriptor that is no longer its own. They are taken out.
        var terminate = sigaction()
        var user1 = sigaction()
        sigaction(SIGTERM, nil, &terminate)
        sigaction(SIGUSR1, nil, &user1)
        let result = FCGX_Init()
        sigaction(SIGTERM, &terminate, nil)
        sigaction(SIGUSR1, &user1, nil)
        // Its SIGPIPE handler would interrupt system calls, and EINTR counts as an I/O error there.
        signal(SIGPIPE, SIG_IGN)
        return result
    }()

    /// Initialises libfcgi unless that was done. From then on SIGPIPE is ignored by the process; SIGTERM and
    /// SIGUSR1 are as they were.
    static func initialize() throws(FastCGIError) {
        guard initResult == 0 else {
            throw FastCGIError("FCGX_Init", .init(rawValue: initResult), "libfcgi could not be initialised")
        }
    }
}
