import ArgumentParser
import FastCGI
import Logging
import WharfService

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answers FastCGI requests until SIGTERM or SIGINT.",
        discussion: """
            Without --socket it takes the socket that systemd hands over. SIGHUP reads the settings again: what can change \
            while it runs changes, the log says what waits for a restart, and a wrong setting changes nothing.
            """)

    @Option(help: ArgumentHelp("Unix socket to listen on.", valueName: "path"))
    var socket: String?

    @OptionGroup var settings: SettingsOptions

    func run() throws {
        // Before any thread exists, so that every thread inherits the mask.
        let signals = SignalWait()
        FlatMemory.keep()
        let environment = ProcessEnvironment.variables
        let sources = settings.sources
        let given = try settings.orExit { () throws(SettingError) in try sources.read() }
        let settings = try settings.orExit { () throws(SettingError) in try ServiceSettings(given) }
        let log = LogOutput(settings)
        LoggingSystem.bootstrap { _ in log.makeHandler() }
        let logger = Logger(label: "wharf")
        let reload = SettingsReload(sources, given)
        do {
            try serve(settings, reload, ServiceManager(environment: environment), signals, log, logger)
        } catch let error as ValidationError {
            throw error
        } catch {
            logger.critical("the service does not start", error: error)
            throw ExitCode.failure
        }
    }

    private func serve(
        _ settings: ServiceSettings, _ reload: SettingsReload, _ manager: ServiceManager, _ signals: SignalWait,
        _ log: LogOutput, _ logger: Logger
    ) throws {
        let service = try Service(settings, logger: logger)
        let listener = try makeListener()
        let server = FastCGIServer(
            listener: listener, workers: settings.workers, receiveTimeoutSeconds: settings.bodyTimeoutSeconds)
        try server.start { _ in service.makeHandler() }
        logger.notice("ready", metadata: ["workers": .stringConvertible(settings.workers)])
        manager.ready()
        let order = ReloadOrder(reload, settings, service: service, log: log, logger: logger)
        wait(signals, server, manager, order)
        let drainSeconds = order.settings.drainSeconds
        manager.stopping()
        service.endWithin(seconds: drainSeconds)
        logger.notice("stopping", metadata: ["drain_seconds": .stringConvertible(drainSeconds)])
        server.stop(drainSeconds: drainSeconds)
        service.stop()
    }

    private func makeListener() throws -> FastCGIListener {
        if let socket { return try .unix(path: socket) }
        if let inherited = try FastCGIListener.inherited() { return inherited }
        throw ValidationError("Say where to listen: --socket PATH, or start it by a systemd socket unit.")
    }

    /// Returns when the process shall end. Tells the service manager meanwhile whether workers get anything done: a thread
    /// that lives is no sign of that.
    private func wait(
        _ signals: SignalWait, _ server: FastCGIServer, _ manager: ServiceManager, _ reload: ReloadOrder
    ) {
        var seen = server.progress
        while true {
            switch manager.aliveMilliseconds.map({ signals.next(milliseconds: $0) }) ?? signals.next() {
            case .terminate, .interrupt: return
            case .hangUp: reload.run()
            default: break
            }
            let progress = server.progress
            if progress != seen { manager.alive() }
            seen = progress
        }
    }
}
