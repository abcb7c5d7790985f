import ArgumentParser
import WharfService

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Tries everything that the service needs, and says what to do about each failure.",
        discussion: """
            The settings; the database, its version, TLS, the user's rights, the schema, the server's settings and clock; the \
            bucket (a file is written, read and removed); the spool; the socket that nginx connects to. One line for each: ok, \
            warning or FAILED. Ends with 0, with 1 where something failed, with 78 where a setting is wrong.
            """)

    @Option(
        help:
            "Whose rights DB_USER must have: migrator, loader, reporter or bi; only loader has bucket, spool and socket."
    )
    var role = DatabaseRole.loader

    @Option(help: ArgumentHelp("The socket that nginx connects to.", valueName: "path"))
    var socket = CheckOffice.standardSocket

    @Flag(help: "Print JSON instead of lines.")
    var json = false

    @OptionGroup var settings: SettingsOptions

    func run() throws {
        let office = try settings.orExit { () throws(SettingError) in
            try CheckOffice(try settings.sources.read(), role: role, socket: socket)
        }
        let report = try office.run()
        print(json ? report.json : report.lines.joined(separator: "\n"))
        if !report.isGood { throw ExitCode(report.exitStatus) }
    }
}
