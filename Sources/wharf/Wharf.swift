import ArgumentParser
import WharfService

@main
struct Wharf: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wharf",
        abstract: "Moves a company's data into MySQL or MariaDB.",
        discussion: """
            Settings come from /etc/wharf/wharf.env and from environment variables: DB_SOCKET, or DB_HOST and DB_PORT, or \
            INSTANCE_CONNECTION_NAME; DB_USER, DB_PASS, DB_NAME; 'wharf config' lists all of them. A wrong setting ends any \
            command with 78 and one line that says which.
            """,
        version: Release.version,
        groupedSubcommands: [
            CommandGroup(
                name: "Load",
                subcommands: [
                    LoadCommand.self, LoadsCommand.self, RejectsCommand.self, UndoCommand.self,
                ]),
            CommandGroup(
                name: "Backup",
                subcommands: [
                    BackupCommand.self, RestoreCommand.self, VerifyCommand.self, BackupsCommand.self, PruneCommand.self,
                ]),
            CommandGroup(name: "Report", subcommands: [ReportCommand.self]),
            CommandGroup(
                name: "Operation",
                subcommands: [
                    ServeCommand.self, StatusCommand.self, MigrateCommand.self, TokenCommand.self, CheckCommand.self,
                    ConfigCommand.self, GrantCommand.self, SampleCommand.self,
                ]),
        ])
}
