import ArgumentParser
import WharfService

struct UndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Takes back what one load did to its table.",
        discussion: """
            In one transaction the rows that the load inserted go, and those that it updated are again what they were. All \
            of it or nothing: where a row is no longer as the load left it, whoever has changed it, or where other rows \
            refer to one that would go, the command says so and changes nothing. It leaves a receipt of its own. Loads of \
            every kind can be taken back for WHARF_UNDO_DAYS; an undo cannot: load the file again. Run it as a user who \
            may write WHARF_SPOOL, such as the service's.

            EXIT STATUS
              0    taken back; with --dry-run: would be
              64   wrong orders
              65   the load cannot be taken back, or not as its rows are now
              66   no such load
              69   database or spool cannot be used
              70   anything else
              75   may go well later
              78   a wrong setting
              130  interrupted; the load is whole

            EXAMPLES
              wharf undo 01M82J6FHGGN09MSDH3CN22QVE --dry-run
              wharf undo 01M82J6FHGGN09MSDH3CN22QVE
            """)

    @Argument(help: "The load's id; 'wharf loads' lists them.")
    var load: String

    @Flag(help: "Say only what would be taken back.")
    var dryRun = false

    @OptionGroup var options: CommandOptions

    func run() throws {
        // Before any thread exists, so that every thread inherits the mask.
        let interruption = try Interruption()
        FlatMemory.keep()
        try options.loads { [load, dryRun] office in
            try office.undo(load, isDry: dryRun) { interruption.isAsked }
        }
    }
}
