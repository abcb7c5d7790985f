import ArgumentParser
import WharfService

struct LoadsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loads", abstract: "Lists loads, newest first, or shows one receipt.",
        discussion: """
            Loads of every kind: upload, bulk and command. One that runs shows how far it is; a load that is no longer seen \
            by its process is closed as interrupted within two minutes, where any other Wharf runs.

            Ends with 0, with 64 for wrong orders, 66 for no such load, 69 when the database cannot be used, 78 for a wrong \
            setting.

            EXAMPLES
              wharf loads --table hired_employees --limit 5
              wharf loads --state failed
              wharf loads 01M82J6FHGGN09MSDH3CN22QVE --json
            """)

    @Argument(help: "A load's id: only its receipt, whole.")
    var load: String?

    @Option(help: "Only loads into this table.")
    var table: String?

    @Option(help: "Only loads in this state: receiving, checked, writing, done, failed or interrupted.")
    var state: String?

    @Option(help: "At most so many.")
    var limit = 50

    @OptionGroup var options: CommandOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit takes 1 to 10000.") }
        guard load == nil || (table == nil && state == nil) else {
            throw ValidationError("--table and --state choose among loads; an id names one.")
        }
    }

    func run() throws {
        try options.loads { office in
            guard let load else { return try office.loads(into: table, state: state, limit: limit) }
            return try office.receipt(load)
        }
    }
}
