import MariaDB

/// Brings a database to this version's schema: numbered files, once each, in order, under a lock.
///
/// The lock is a row held by a connection of its own, since DDL commits whatever it stands in. It holds on one node of a
/// cluster only, and two that migrate at once over two nodes may block a node for good (MariaDB 10.11.19): CREATE VIEW has
/// locked its table when it begins to wait for an ALTER TABLE that came from the other node and waits for that lock.
public struct Migrator {
    private let settings: ConnectionSettings
    private let reporting: ReportingDatabase?

    public init(_ settings: ServiceSettings) {
        self.init(settings.database, reporting: settings.reporting)
    }

    /// - Parameter reporting: nil where the database is to have no reporting tables.
    init(_ settings: ConnectionSettings, reporting: ReportingDatabase? = nil) {
        self.settings = settings
        self.reporting = reporting
    }

    /// Applies what is missing.
    ///
    /// - Returns: the names of the migrations applied now, and of the reporting tables made or extended.
    /// - Throws: `MigrationError` where an applied file has changed since; `ReportingSchemaError`; `MariaDBError`.
    public func run() throws -> [String] {
        let connection = try Connection(settings)
        let guardian = try Connection(settings)
        try prepare(connection)
        // What was applied stays, also where the lock is taken once more.
        var names: [String] = []
        try guardian.transaction { guardian in
            _ = try guardian.query("SELECT `name` FROM `wharf_locks` WHERE `name` = 'migrations' FOR UPDATE")
            FaultPoint.reached(.migrationLocked)
            try applyMissing(connection, &names)
            if let reporting { names += try ReportingSchema(connection: connection, database: reporting).apply() }
            FaultPoint.reached(.migrationDone)
        }
        return names
    }

    /// The greatest version that was applied; 0 where there is none.
    static func appliedVersion(_ connection: Connection) throws -> Int {
        let exists = try connection.query(
            """
            SELECT 1
              FROM information_schema.TABLES
             WHERE TABLE_SCHEMA = DATABASE()
               AND TABLE_NAME = 'wharf_migrations'
            """)
        guard !exists.isEmpty else { return 0 }
        let rows = try connection.query("SELECT MAX(`version`) FROM `wharf_migrations`")
        return rows.first?[0].integer ?? 0
    }

    private func prepare(_ connection: Connection) throws {
        try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS `wharf_migrations` (
                `version` INT UNSIGNED NOT NULL,
                `name` VARCHAR(255) NOT NULL,
                `checksum` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of the file',
                `applied_at` DATETIME(6) NOT NULL COMMENT 'UTC',
                PRIMARY KEY (`version`)
            ) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci COMMENT = 'migrations applied'
            """)
        try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS `wharf_locks` (
                `name` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what is locked',
                PRIMARY KEY (`name`)
            ) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci COMMENT = 'rows to lock'
            """)
        try connection.execute("INSERT IGNORE INTO `wharf_locks` (`name`) VALUES ('migrations')")
    }

    private func applyMissing(_ connection: Connection, _ names: inout [String]) throws {
        let rows = try connection.query("SELECT `version`, `checksum` FROM `wharf_migrations`")
        var applied: [Int: String] = [:]
        for row in rows { applied[row[0].integer ?? 0] = row[1].string ?? "" }
        for migration in Migration.all {
            if let checksum = applied[migration.version] {
                guard checksum == migration.checksum else { throw MigrationError(migration: migration.name) }
                continue
            }
            for statement in migration.statements {
                try connection.execute(statement)
                FaultPoint.reached(.migrationStatement)
            }
            FaultPoint.reached(.migrationRun)
            try connection.execute(
                """
                INSERT INTO `wharf_migrations` (`version`, `name`, `checksum`, `applied_at`)
                VALUES (?, ?, ?, UTC_TIMESTAMP(6))
                """,
                [.signed(Int64(migration.version)), .text(migration.name), .text(migration.checksum)])
            FaultPoint.reached(.migrationRecorded)
            names.append(migration.name)
        }
    }
}

/// A migration that was applied is not the one that this version has.
public struct MigrationError: Error, CustomStringConvertible {
    public let migration: String

    public var description: String {
        "migration '\(migration)' was applied from another file than this version has; restore that version's file"
    }
}
