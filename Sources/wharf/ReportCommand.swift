import ArgumentParser
import WharfService

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Refreshes and lists reports, and lets a BI tool's user read them.",
        subcommands: [ReportListCommand.self, ReportRefreshCommand.self, ReportGrantCommand.self])
}

struct ReportListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the reports, and when which year was last refreshed.")

    @OptionGroup var options: CommandOptions

    func run() throws { try options.reports { try $0.list() } }
}

struct ReportRefreshCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh", abstract: "Computes reports and stores their rows in the reporting tables.",
        discussion: """
            Each year is replaced in one step: readers see the old rows or the new ones. Ends with 0 when all went well, 64 for \
            wrong orders, 69 when the database cannot be used, 70 for anything else.
            """)

    @Argument(help: "Names as 'wharf report list' shows them; all of them unless given.")
    var reports: [String] = []

    @Option(help: "The year, UTC; the newest one with data unless given.")
    var year: Int?

    @Flag(help: "Every year that has data, or that is stored.")
    var allYears = false

    @OptionGroup var options: CommandOptions

    func validate() throws {
        guard year == nil || !allYears else { throw ValidationError("Give --year or --all-years, not both.") }
    }

    func run() throws {
        let years: ReportOffice.Years = allYears ? .all : year.map { .one($0) } ?? .newest
        try options.reports { try $0.refresh(reports, years) }
    }
}

struct ReportGrantCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant",
        abstract: "Prints the SQL that lets a user read the reporting tables, and nothing else.",
        discussion: "The user must exist; the printed SQL says how to make one.")

    @Argument(help: "The user, as bi or bi@10.0.0.%; from anywhere (%) unless a host is given.")
    var user: String

    @Flag(name: .customLong("run"), help: "Run it too, as DB_USER, who needs the right to grant.")
    var runs = false

    @OptionGroup var options: CommandOptions

    func run() throws { try options.reports { try $0.grant(user, runs: runs) } }
}
