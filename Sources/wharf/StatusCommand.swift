import ArgumentParser
import WharfService

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Says what is going on: service, database, loads, backups, reports, spool.",
        discussion: """
            Whether the service answers at its socket and which version it is; the database and its schema; the instances \
            that work on it, with their last sign of life; the loads that run, and how far they are; the newest backup of \
            each table with its last proof; when each report was last refreshed; records that did not go in and were not \
            sent again; how full the spool is. Lines that begin with BAD say what somebody should see to. Nothing is \
            changed; 'wharf check' tries more, and says what to do.

            Ends with 0, with 1 where something is bad, with 78 where a setting is wrong.

            EXAMPLES
              wharf status
              wharf status --json | jq -r '.troubles[]'
            """)

    @Option(help: ArgumentHelp("The socket that nginx connects to.", valueName: "path"))
    var socket = CheckOffice.standardSocket

    @OptionGroup var options: CommandOptions

    func run() throws {
        try options.run { settings, _ in try StatusOffice(settings, socket: socket).report() }
    }
}
