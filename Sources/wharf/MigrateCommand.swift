import ArgumentParser
import WharfService

struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Brings the database to this version's schema.")

    func run() throws {
        let settings = try ServiceSettings(environment: ProcessEnvironment.variables)
        let applied = try Migrator(settings).run()
        print(applied.isEmpty ? "The schema is up to date." : "Applied: \(applied.joined(separator: ", ")).")
    }
}
