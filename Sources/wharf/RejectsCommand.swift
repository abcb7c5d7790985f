import ArgumentParser
import Glibc
import WharfService

struct RejectsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rejects", abstract: "Prints all rejects of a load, with their reasons.",
        discussion: """
            On a terminal each reject is its line, the reasons and the record as it came. Elsewhere they are CSV, a file to \
            correct and load again: the columns whose names begin with wharf_ say why, and a load ignores them. Rejects \
            that came as JSON can also be lines of JSON. Any number of rejects is streamed.

            Ends with 0, also where there are none, with 64 for wrong orders, 66 for no such load, 69 when the database \
            cannot be used, 74 when the output cannot be written, 78 for a wrong setting.

            EXAMPLES
              wharf rejects 01M82J6FHGGN09MSDH3CN22QVE
              wharf rejects 01M82J6FHGGN09MSDH3CN22QVE > rejects.csv
              wharf load rejects.csv --table hired_employees
            """)

    @Argument(help: "The load's id, as its receipt and 'wharf loads' show it.")
    var load: String

    @Flag(help: "Print CSV, on a terminal, too.")
    var csv = false

    @Flag(help: "Print a JSON row on each line; of loads of JSON.")
    var ndjson = false

    @Flag(help: "Print one JSON document, as the service answers.")
    var json = false

    @OptionGroup var settings: SettingsOptions

    func validate() throws {
        guard [csv, ndjson, json].count(where: \.self) <= 1 else {
            throw ValidationError("Give one of --csv, --ndjson and --json.")
        }
    }

    func run() throws {
        let office = LoadOffice(try settings.read(), clerk: TokenCommand.userName) { _ in }
        do {
            try office.rejects(of: load, as: form) { try StandardOutput.write($0) }
        } catch let error as CommandError {
            throw error.told()
        }
    }

    private var form: LoadOffice.RejectForm {
        if json { return .json }
        if ndjson { return .ndjson }
        return csv || isatty(STDOUT_FILENO) != 1 ? .csv : .lines
    }
}
