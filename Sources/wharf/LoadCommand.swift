import ArgumentParser
import WharfService

struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Loads CSV and NDJSON files into tables.",
        discussion: """
            All files of one command are one request: they are read and checked before any row is written, then written \
            parents first, each table in one transaction. Valid records go in; the others are kept as rejects, which \
            'wharf rejects ID' shows. The files are streamed, so their size does not matter. It is the same pipeline as \
            POST /upload, without the service and its limit of a request; the options mean the same, and so do receipts \
            and rejects. Run it as a user who may write WHARF_SPOOL, such as the service's.

            FILE is a file, - for standard input, or a folder. A file's table is the one that its name without endings \
            means, in any case, singular or plural: departments.csv, Job.csv.gz. Of a folder all files are loaded that end \
            in .csv, .tsv, .psv, .txt, .ndjson or .jsonl, with or without .gz, and name a table; of each other one a line \
            on standard error says that it is skipped, and hidden ones are passed over. Two files for one table are \
            refused. Lines of JSON are known by .ndjson or .jsonl, gzip by its first bytes.

            The first Ctrl-C ends the load in order: its receipt says interrupted, nothing of it is in the table or on \
            disk. After a second one, or kill -9, the next start of the service or the next load cleans up.

            EXIT STATUS
              0    all records went in, or were there
              1    some were rejected, the others went in
              64   wrong orders
              65   nothing went in: all rejected, more than --max-rejects,
                   or a file that cannot be read as what it is
              66   no such file or table
              69   database or spool cannot be used
              70   anything else
              75   may go well later
              78   a wrong setting
              130  interrupted

            EXAMPLES
              wharf load departments.csv jobs.csv hired_employees.csv
              wharf load /srv/export --on-duplicate update
              wharf load april.csv --table hired_employees --dry-run
              wharf load jobs.csv --header no --max-rejects 0.5%
              zcat jobs.csv.gz | grep -v test | wharf load - --table jobs
              wharf load jobs.ndjson.gz --json | jq '.loads[].rejected'
            """)

    @Argument(help: ArgumentHelp("Files and folders; - for standard input.", valueName: "file"))
    var files: [String]

    @Option(help: "The table of the one file; what the file's name means unless given.")
    var table: String?

    @Option(help: "What the files are: csv or ndjson; what their names say unless given.")
    var format: String?

    @OptionGroup var load: LoadArguments

    @OptionGroup var options: CommandOptions

    func run() throws {
        // Before any thread exists, so that every thread inherits the mask.
        let interruption = try Interruption()
        FlatMemory.keep()
        var order = LoadOrder(files: files)
        order.table = table
        order.format = format
        order.options = load.given
        try options.loads { [order] office in try office.load(order) { interruption.isAsked } }
    }
}
