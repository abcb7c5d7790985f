import ArgumentParser
import WharfService

/// What the commands share that work on the database and say what came of it.
struct CommandOptions: ParsableArguments {
    @Flag(help: "Print JSON, as the service answers, instead of lines.")
    var json = false

    @OptionGroup var settings: SettingsOptions

    /// Does something with backups.
    func backups(_ work: (BackupOffice) throws -> CommandReport) throws {
        try run { settings, show in
            try work(BackupOffice(settings, clerk: TokenCommand.userName, progress: show))
        }
    }

    /// Does something with reports.
    func reports(_ work: (ReportOffice) throws -> CommandReport) throws {
        try run { settings, show in try work(ReportOffice(settings, progress: show)) }
    }

    /// Does something with loads.
    func loads(_ work: (LoadOffice) throws -> CommandReport) throws {
        try run { settings, show in
            try work(LoadOffice(settings, clerk: TokenCommand.userName, progress: show))
        }
    }

    /// Runs one piece of work, shows how far it is, and prints what came of it.
    ///
    /// - Throws: `ExitCode`; the reason is on standard error.
    func run(
        _ work: (ServiceSettings, @escaping (CommandProgress) -> Void) throws -> CommandReport
    ) throws {
        let bar = CommandProgressBar()
        do {
            let report = try work(try settings.read()) { bar.show($0) }
            bar.clear()
            show(report)
            if !report.isGood { throw ExitCode(report.exitStatus) }
        } catch let error as CommandError {
            bar.clear()
            if let report = error.report { show(report) }
            throw error.told()
        }
    }

    private func show(_ report: CommandReport) {
        report.notes.forEach(StandardError.print)
        let lines = json ? [report.json] : report.lines
        for line in lines { print(line) }
    }
}
