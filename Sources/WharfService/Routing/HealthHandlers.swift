import MariaDB

/// `GET /healthz`: the process is up and answers.
struct HealthHandler {
    struct Health: Encodable {
        let status = "up"
        let version = Release.version
    }

    /// The same each time, and asked for more often than anything else.
    private let answer = Result { try Answer.json(Health()) }

    func handle(_ exchange: Exchange) throws -> Answer { try answer.get() }
}

/// `GET /readyz`: database and schema can be used.
struct ReadinessHandler {
    struct Readiness: Encodable {
        let status = "ready"
        let database: String
        let schema: Int
        /// Loads and reports go on whatever the bucket does, so it makes nothing unready.
        let bucket: String
    }

    func handle(_ exchange: Exchange) throws -> Answer {
        let connection = try exchange.worker.database.connection()
        // A cluster that has lost its quorum still answers SELECT 1: a table must be read.
        let schema = try Migrator.appliedVersion(connection)
        guard schema == Migration.all.last?.version else {
            throw Problem(.databaseUnavailable, "The schema is at version \(schema); run 'wharf migrate'.")
        }
        return try .json(
            Readiness(database: connection.serverVersion, schema: schema, bucket: Self.bucket(exchange.worker.shared)))
    }

    private static func bucket(_ shared: SharedState) -> String {
        guard shared.bucket != nil else { return "none" }
        return switch shared.bucketState.isUp {
        case nil: "unknown"
        case true?: "ready"
        case false?: "unavailable"
        }
    }
}

extension HealthHandler.Health: Described {
    static let schemaName = "Health"
    static var schema: JSONSchema { .object(["status": .constant("up"), "version": .string]) }
}

extension ReadinessHandler.Readiness: Described {
    static let schemaName = "Readiness"
    static var schema: JSONSchema {
        .object([
            "status": .constant("ready"), "database": .string.described("The server's version."),
            "schema": .count.described("The last migration."),
            "bucket": .choice(["none", "unknown", "ready", "unavailable"])
                .described("Whether backups can be made and read; as it was seen in the last seconds."),
        ])
    }
}
