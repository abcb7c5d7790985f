import ArgumentParser
import WharfService

struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Brings the database to this version's schema.")

    @OptionGroup var settings: SettingsOptions

    func run() throws {
        let applied = try Migrator(try settings.read()).run()
        print(applied.isEmpty ? "The schema is up to date." : "Applied: \(applied.joined(separator: ", ")).")
    }
}
