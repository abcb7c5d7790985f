import ArgumentParser
import WharfService

private let exitStatuses = """
    Ends with 0 when all went well, 64 for wrong orders, 65 for data that cannot be trusted, kept or restored, 66 for \
    what is not there, 69 when bucket or database cannot be used, 75 for what may go well later, 70 for anything else.
    """

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Writes a table, or all of them at one snapshot, into the bucket.",
        discussion: exitStatuses)

    @Argument(help: "The table; * for all of them.")
    var table: String

    @Option(help: "How blocks are packed: deflate, snappy or null. (default: deflate)")
    var codec: String?

    @OptionGroup var options: CommandOptions

    func run() throws { try options.backups { try $0.backUp(table == "*" ? nil : table, codec: codec) } }
}

struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Makes a table, or all of a set, exactly what a backup holds.",
        discussion: exitStatuses)

    @Argument(help: "The table; * for all tables of a set.")
    var table: String

    @Option(help: "The backup's id, or the set's; the newest good one unless given.")
    var backup: String?

    @Option(name: .customLong("as"), help: ArgumentHelp("Make this table instead.", valueName: "table"))
    var other: String?

    @Flag(help: "Say what would be done, and change nothing.")
    var dryRun = false

    @Flag(inversion: .prefixedNo, help: "Back up what is replaced before.")
    var safety = true

    @OptionGroup var options: CommandOptions

    func run() throws {
        var order = BackupOffice.Order(table: table == "*" ? nil : table)
        order.backup = backup
        order.other = other
        order.isDry = dryRun
        order.takesSafety = safety
        try options.backups { [order] in try $0.restore(order) }
    }
}

struct BackupsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backups", abstract: "Lists backups, newest first, with their last proof.")

    @Option(help: "Only backups of this table.")
    var table: String?

    @Option(help: "At most so many.")
    var limit = 50

    @OptionGroup var options: CommandOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit takes 1 to 10000.") }
    }

    func run() throws { try options.backups { try $0.backups(of: table, limit: limit) } }
}

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Reads backups back and keeps what came of it.", discussion: exitStatuses)

    @Argument(help: "The backup's id; without one the newest of each table.")
    var backup: String?

    @Option(help: "Only the newest backup of this table.")
    var table: String?

    @Option(
        help: """
            file: size and digest. records: also every row decoded. drill: also restored into a table of its own, read \
            back and compared.
            """)
    var level = "records"

    @OptionGroup var options: CommandOptions

    func run() throws { try options.backups { try $0.verify(backup, table: table, level: level) } }
}

struct PruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Removes backups that WHARF_RETENTION does not keep, and files that are no backup.",
        discussion: "The newest backup of a table that has passed a proof always stays. \(exitStatuses)")

    @Flag(help: "Say what would go, and remove nothing.")
    var dryRun = false

    @OptionGroup var options: CommandOptions

    func run() throws { try options.backups { try $0.prune(isDry: dryRun) } }
}
