import ArgumentParser
import WharfService

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Prints every setting that is in force, and where its value comes from.",
        discussion: """
            Later ones win: the defaults, /etc/wharf/wharf.env (NAME=VALUE lines as systemd reads them from an \
            EnvironmentFile), environment variables. A password may also be in the file that DB_PASS_FILE names or in a \
            systemd credential, db_pass. Of secrets only whether they are set is printed. Ends with 78 where a setting is \
            wrong, and says which.
            """)

    @Flag(help: "Print JSON instead of lines.")
    var json = false

    @OptionGroup var settings: SettingsOptions

    func run() throws {
        let listing = try settings.orExit { () throws(SettingError) in try SettingsListing(try settings.sources.read())
        }
        let report = try listing.report()
        print(json ? report.json : report.lines.joined(separator: "\n"))
    }
}
