import ArgumentParser
import Glibc
import WharfService

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Makes, lists and revokes the tokens that callers show.",
        subcommands: [TokenCreateCommand.self, TokenListCommand.self, TokenRevokeCommand.self])

    /// The tokens of the database that the environment names.
    static func office() throws -> TokenOffice {
        let settings = try ServiceSettings(environment: ProcessEnvironment.variables)
        return try TokenOffice(settings.database, clerk: userName)
    }

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

    func run() throws {
        let scopes = try ScopeSet(scope)
        let expiry = try TokenExpiry(expires)
        print(try TokenCommand.office().issue(name: name, scopes: scopes, expiry: expiry).token)
    }
}

struct TokenListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists all tokens, those that are no longer in force, too.")

    func run() throws { print(TokenTable(tokens: try TokenCommand.office().tokens()).text) }
}

struct TokenRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Ends a token: the next request that shows it is refused.")

    @Argument(help: "Its id, or its name where only one token in force has it.")
    var token: String

    func run() throws {
        let record = try TokenCommand.office().revoke(token)
        print("Revoked: \(record.id) ('\(record.name)').")
    }
}
