/// Who works with the database, each by a user of its own, and what each needs. `wharf grant` grants exactly this, and
/// `wharf check` looks for it.
public enum DatabaseRole: String, CaseIterable, Sendable {
    /// `wharf migrate`.
    case migrator
    /// The service, and every other command that changes rows.
    case loader
    /// `wharf report refresh`, and no more.
    case reporter
    /// A BI tool that reads the reporting tables.
    case bi

    /// What it is for, after "the user that".
    var purpose: String {
        switch self {
        case .migrator: "runs 'wharf migrate'"
        case .loader: "the service and the commands for loads, backups, restores and tokens are"
        case .reporter: "runs 'wharf report refresh' and nothing else"
        case .bi: "a BI tool reads the reporting tables as"
        }
    }

    var needs: [DatabaseNeed] {
        switch self {
        case .migrator: Self.needsOfMigrator
        case .loader: Self.needsOfLoader
        case .reporter: Self.needsOfReporter
        case .bi: [DatabaseNeed(.reporting, ["SELECT"], for: "reading the reporting tables")]
        }
    }

    private static let needsOfMigrator = [DatabaseNeed.Place.main, .reporting].map { place in
        DatabaseNeed(
            place,
            ["SELECT", "INSERT", "UPDATE", "CREATE", "ALTER", "DROP", "INDEX", "REFERENCES", "CREATE VIEW"],
            for: "migrations")
    }

    private static let needsOfLoader = [
        DatabaseNeed(
            .main, ["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE TEMPORARY TABLES"],
            for: "loads, receipts, tokens and the audit"),
        DatabaseNeed(
            .main, ["CREATE", "ALTER", "DROP", "INDEX", "REFERENCES", "LOCK TABLES"],
            for: "restores, drills and the quick way of large first loads", isOptional: true),
        DatabaseNeed(.main, ["TRIGGER"], for: "seeing triggers before a restore", isOptional: true),
        DatabaseNeed(.reporting, ["SELECT", "INSERT", "UPDATE", "DELETE"], for: "reports"),
    ]

    /// The tables that reports read, and the row of a report's lock: not the tokens, not the stored answers.
    private static let needsOfReporter: [DatabaseNeed] = {
        let sources = Set(Report.all.flatMap { $0.reads + [$0.moment.table] } + ["wharf_open_loads"]).sorted()
        let reading = sources.map { DatabaseNeed(.table($0), ["SELECT"], for: "computing reports") }
        return reading + [
            // SELECT ... FOR UPDATE needs a right to change, too.
            DatabaseNeed(.table("wharf_locks"), ["SELECT", "UPDATE"], for: "the locks of refreshes"),
            DatabaseNeed(.reporting, ["SELECT", "INSERT", "UPDATE", "DELETE"], for: "storing reports"),
        ]
    }()
}

/// Rights in one place, and what they are for.
struct DatabaseNeed: Sendable {
    enum Place: Sendable, Hashable {
        /// All of `DB_NAME`.
        case main
        /// All of `REPORTING_DB`.
        case reporting
        /// One table of `DB_NAME`.
        case table(String)
    }

    let place: Place
    let rights: [String]
    let purpose: String
    /// Whether most goes on without.
    let isOptional: Bool

    init(_ place: Place, _ rights: [String], for purpose: String, isOptional: Bool = false) {
        self.place = place
        self.rights = rights
        self.purpose = purpose
        self.isOptional = isOptional
    }
}
