import Logging
import WharfService

/// Does what SIGHUP asks for, and keeps the settings that are in force. Belongs to the thread that waits for signals.
final class ReloadOrder {
    private(set) var settings: ServiceSettings
    private var reload: SettingsReload
    private let service: Service
    private let log: LogOutput
    private let logger: Logger

    init(_ reload: SettingsReload, _ settings: ServiceSettings, service: Service, log: LogOutput, logger: Logger) {
        self.reload = reload
        self.settings = settings
        self.service = service
        self.log = log
        self.logger = logger
    }

    /// Reads the settings and puts into force what can change now; a wrong one changes nothing.
    func run() {
        do {
            let outcome = try reload.run()
            settings = outcome.settings
            service.change(to: settings)
            // The line that tells of the change is to be seen on either side of it.
            log.level = min(log.level, settings.logLevel)
            defer { log.level = settings.logLevel }
            logger.notice(
                "settings were read again",
                metadata: [
                    "changed": .array(outcome.changed.map { "\($0)" }),
                    "need_restart": .array(outcome.waiting.map { "\($0)" }),
                ])
        } catch {
            logger.error("the settings stay as they were", metadata: ["cause": "\(error)"])
        }
    }
}
