import ArgumentParser
import Glibc
import WharfService

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Makes, lists and revokes the tokens that callers show.",
        subcommands: [TokenCreateCommand.self, TokenListCommand.self, TokenRevokeCommand.self])

    static var userName: String {
        guard let user = getpwuid(getuid()) else { return String(getuid()) }
        return String(cString: user.pointee.pw_name)
    }
}

struct TokenCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Makes a token and prints it, this once.",
        discussion: "Only the token goes to standard output; the database keeps its SHA-256.")

    @Option(help: "Who holds it: what receipts, log and audit say.")
    var name: String

    @Option(help: "What it allows, with commas between: load, backup, restore, report, read, admin (all of them).")
    var scope: String

    @Option(help: "A number of days (90d), a day (2027-01-01, from its beginning, UTC), or never.")
    var expires: String

    @OptionGroup var settings: SettingsOptions

    func run() throws {
        let scopes = try ScopeSet(scope)
        let expiry = try TokenExpiry(expires)
        print(try settings.tokenOffice().issue(name: name, scopes: scopes, expiry: expiry).token)
    }
}

struct TokenListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists all tokens, those that are no longer in force, too.")

    @OptionGroup var settings: SettingsOptions

    func run() throws { print(TokenTable(tokens: try settings.tokenOffice().tokens()).text) }
}

struct TokenRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Ends a token: the next request that shows it is refused.")

    @Argument(help: "Its id, or its name where only one token in force has it.")
    var token: String

    @OptionGroup var settings: SettingsOptions

    func run() throws {
        let record = try settings.tokenOffice().revoke(token)
        print("Revoked: \(record.id) ('\(record.name)').")
    }
}

extension SettingsOptions {
    /// The tokens of the database that the settings name.
    fileprivate func tokenOffice() throws -> TokenOffice {
        try TokenOffice(try read().database, clerk: TokenCommand.userName)
    }
}
