import ArgumentParser
import CMalloc
import FastCGI
import Logging
import WharfService

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answers FastCGI requests until SIGTERM or SIGINT.",
        discussion: "Without --socket it takes the socket that systemd hands over.")

    @Option(help: ArgumentHelp("Unix socket to listen on.", valueName: "path"))
    var socket: String?

    func run() throws {
        // Before any thread exists, so that every thread inherits the mask.
        let signals = SignalWait()
        keepMemoryFlat()
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let logger = Logger(label: "wharf")
        let environment = ProcessEnvironment.variables
        let settings = try ServiceSettings(environment: environment)
        let manager = ServiceManager(environment: environment)
        let service = try Service(settings, logger: logger)
        let listener = try makeListener()
        let server = FastCGIServer(
            listener: listener, workers: settings.workers, receiveTimeoutSeconds: settings.bodyTimeoutSeconds)
        try server.start { _ in service.makeHandler() }
        logger.notice("ready", metadata: ["workers": "\(settings.workers)"])
        manager.ready()
        wait(signals, server, manager)
        manager.stopping()
        service.endWithin(seconds: settings.drainSeconds)
        logger.notice("stopping", metadata: ["drain_seconds": "\(settings.drainSeconds)"])
        server.stop(drainSeconds: settings.drainSeconds)
        service.stop()
    }

    /// Large blocks go back to the system when they are freed, whichever worker freed them: glibc would raise the bound
    /// for that to 32 MiB as it goes, and keep a heap for each thread (mallopt(3)).
    private func keepMemoryFlat() {
        mallopt(M_MMAP_THRESHOLD, 256 << 10)
        mallopt(M_ARENA_MAX, 2)
    }

    private func makeListener() throws -> FastCGIListener {
        if let socket { return try .unix(path: socket) }
        if let inherited = try FastCGIListener.inherited() { return inherited }
        throw ValidationError("Say where to listen: --socket PATH, or start it by a systemd socket unit.")
    }

    /// Returns when the process shall end. Tells the service manager meanwhile whether workers get anything done: a thread
    /// that lives is no sign of that.
    private func wait(_ signals: SignalWait, _ server: FastCGIServer, _ manager: ServiceManager) {
        var seen = server.progress
        while true {
            let signal = manager.aliveMilliseconds.map { signals.next(milliseconds: $0) } ?? signals.next()
            if signal == .terminate || signal == .interrupt { return }
            let progress = server.progress
            if progress != seen { manager.alive() }
            seen = progress
        }
    }
}
