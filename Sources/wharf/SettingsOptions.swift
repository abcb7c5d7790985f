import ArgumentParser
import WharfService

/// Where settings are read from, for every command that needs some.
struct SettingsOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Read this file of settings instead of /etc/wharf/wharf.env.", valueName: "path"))
    var envFile: String?

    var sources: SettingSources { SettingSources(environment: ProcessEnvironment.variables, file: envFile) }

    /// - Throws: `ExitCode` 78 where a setting is wrong; one line on standard error says which.
    func read() throws -> ServiceSettings {
        try orExit { () throws(SettingError) in try ServiceSettings(try sources.read()) }
    }

    /// Ends the command where `body` finds a setting wrong.
    func orExit<Value>(_ body: () throws(SettingError) -> Value) throws -> Value {
        do throws(SettingError) {
            return try body()
        } catch {
            StandardError.print("wharf: \(error)")
            throw ExitCode(SettingError.exitStatus)
        }
    }
}
