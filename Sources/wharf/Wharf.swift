import ArgumentParser
import WharfService

@main
struct Wharf: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wharf",
        abstract: "Moves a company's data into MySQL or MariaDB.",
        discussion: """
            Settings come from environment variables: DB_SOCKET, or DB_HOST and DB_PORT, or INSTANCE_CONNECTION_NAME;
            DB_USER, DB_PASS, DB_NAME; WHARF_SPOOL and the others that the README lists.
            """,
        version: Release.version,
        subcommands: [
            ServeCommand.self, MigrateCommand.self, TokenCommand.self, BackupCommand.self, RestoreCommand.self,
            VerifyCommand.self, BackupsCommand.self, PruneCommand.self, ReportCommand.self, SampleCommand.self,
        ])
}
