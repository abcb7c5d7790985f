/// What lets a user read the reporting tables, and nothing else.
struct ReportGrant: Encodable {
    let statement: String
    private let account: DatabaseAccount

    private enum CodingKeys: CodingKey {
        case statement
    }

    /// - Parameter user: `name` or `name@host`; `%` where no host is given.
    /// - Throws: `CommandError` where the name is empty or too long for the server.
    init(_ user: String, on reporting: ReportingDatabase) throws {
        account = try DatabaseAccount(user)
        let grants = DatabaseGrants(.bi, to: account, main: "", reporting: reporting)
        statement = grants.statements.joined(separator: ";\n")
    }

    var lines: [String] { [account.creation, "\(statement);"] }
}
