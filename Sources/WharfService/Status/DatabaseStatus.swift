import MariaDB

/// What the database says of the work on it.
struct DatabaseStatus: Encodable {
    /// Of the server.
    let version: String
    let name: String
    /// The last migration that was run.
    let schema: Int
    /// The last migration of this program.
    let schemaExpected: Int
    let instances: [InstanceRecord]
    /// Loads that run.
    let loads: [Receipt]
    let reports: [ReportStatus]
    /// Records by table that did not go in.
    let openRejects: [String: Int]

    private enum CodingKeys: String, CodingKey {
        case version, name, schema, instances, loads, reports
        case schemaExpected = "schema_expected"
        case openRejects = "open_rejects"
    }

    private static let mostLoads = 100

    init(_ settings: ServiceSettings) throws {
        let connection = try WorkerDatabase(settings.database).connection()
        version = connection.serverVersion
        name = settings.database.database ?? ""
        schema = try Migrator.appliedVersion(connection)
        schemaExpected = Migration.all.last?.version ?? 0
        guard schema == schemaExpected else {
            (instances, loads, reports, openRejects) = ([], [], [], [:])
            return
        }
        instances = try InstanceStore(connection: connection).all()
        loads = try LoadState.allCases.filter { !$0.isFinal }.flatMap { state in
            try LoadStore(connection: connection).page(limit: Self.mostLoads, before: nil, table: nil, state: state)
        }
        reports = try Report.all.map { report in
            ReportStatus(
                report, try RefreshStore(connection: connection, reporting: settings.reporting).newest(report))
        }
        let tables = try DictionaryReader(connection: connection).tableNames()
        openRejects = try OpenRejects(connection: connection).counts(of: tables).filter { $0.value > 0 }
    }

    var troubles: [String] {
        (schema == schemaExpected ? [] : ["the schema is at version \(schema), not \(schemaExpected): 'wharf migrate'"])
            + instances.filter(\.isDead).map {
                "instance \($0.id) (\($0.host), process \($0.pid)) is not seen any more"
            }
    }

    var lines: [(name: String, text: String)] {
        [("database", "\(version), \(name), schema \(schema)")]
            + Self.listed("instance", instances.map(\.line)) + Self.listed("load", loads.map(\.line))
            + Self.listed("report", reports.map(\.line))
            + Self.listed(
                "open rejects", openRejects.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })
    }

    /// One line says that there is none.
    private static func listed(_ name: String, _ texts: [String]) -> [(name: String, text: String)] {
        texts.isEmpty ? [(name, "none")] : texts.map { (name, $0) }
    }
}

/// When a report was last refreshed.
struct ReportStatus: Encodable {
    let report: String
    /// Years of which rows are stored.
    let years: Int
    let refreshedAt: String?

    private enum CodingKeys: String, CodingKey {
        case report, years
        case refreshedAt = "refreshed_at"
    }

    /// - Parameter refreshes: the newest of each year.
    init(_ report: Report, _ refreshes: [Refresh]) {
        self.report = report.name
        years = refreshes.count(where: { $0.rows > 0 })
        refreshedAt = refreshes.map(\.refreshedAt).max()
    }

    var line: String { "\(report): " + (refreshedAt.map { "\(years) years, last refreshed at \($0)" } ?? "never") }
}
