import ArgumentParser
import WharfService

struct GrantCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant",
        abstract: "Prints the SQL that gives each user of the database what it needs, and nothing else.",
        discussion: """
            migrator runs 'wharf migrate', loader is the service, reporter runs 'wharf report refresh', bi reads the \
            reporting tables. Nothing is run. Users are made by hand, since their passwords are yours: the printed comments \
            say how. DB_NAME and REPORTING_DB say which databases.
            """)

    @Argument(help: "Only these: migrator, loader, reporter, bi.")
    var roles: [DatabaseRole] = []

    @Option(help: ArgumentHelp("Where the users connect from, as the database sees it.", valueName: "host"))
    var host = "%"

    @Option(help: ArgumentHelp("What the users' names begin with.", valueName: "prefix"))
    var userPrefix = "wharf_"

    @Option(help: ArgumentHelp("The name of a role's user, such as bi=tableau.", valueName: "role=name"))
    var user: [String] = []

    @OptionGroup var options: CommandOptions

    func run() throws {
        let names = try names()
        try options.run { settings, _ in
            try GrantOffice(settings).grants(roles, names: names, prefix: userPrefix, host: host)
        }
    }

    private func names() throws -> [DatabaseRole: String] {
        var names: [DatabaseRole: String] = [:]
        for text in user {
            let pair = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, let role = DatabaseRole(rawValue: pair[0]) else {
                throw ValidationError(
                    "--user takes ROLE=NAME: \(DatabaseRole.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            names[role] = pair[1]
        }
        return names
    }
}
