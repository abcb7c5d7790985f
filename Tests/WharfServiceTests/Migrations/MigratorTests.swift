import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    struct MigratorTests {
        private static let names = Migration.all.map(\.name)

        @Test func migrations_RunOnce() throws {
            let database = try ScratchDatabase(isMigrated: false)
            #expect(try Migrator.appliedVersion(database.connection) == 0)
            #expect(try Migrator(database.settings).run() == Self.names)
            #expect(try Migrator(database.settings).run() == [])
            #expect(try Migrator.appliedVersion(database.connection) == Migration.all.last?.version)
            #expect(
                try database.rows("SELECT version, name, checksum FROM wharf_migrations ORDER BY version")
                    == Migration.all.map { "\($0.version)|\($0.name)|\($0.checksum)" })
        }

        @Test(arguments: [2, 4])
        func migrations_RunOnce_WhenSeveralBegin(threads: Int) throws {
            let database = try ScratchDatabase(isMigrated: false)
            let settings = database.settings
            let applied = try ParallelRun.results(threads: threads) { run, _ in
                try run.meet(at: "start")
                return try Migrator(settings).run()
            }
            #expect(applied.flatMap { $0 } == Self.names)
            #expect(try database.count("wharf_migrations") == Self.names.count)
        }

        @Test func changedMigration_IsRefused_AndNothingIsApplied() throws {
            let database = try ScratchDatabase()
            try database.connection.execute("UPDATE wharf_migrations SET checksum = REPEAT('0', 64) WHERE version = 1")
            try database.connection.execute("DELETE FROM wharf_migrations WHERE version = 2")
            let error = try #require(throws: MigrationError.self) { try Migrator(database.settings).run() }
            #expect(error.migration == Self.names[0])
            #expect(try database.count("wharf_migrations") == Self.names.count - 1)
            let judge = ReceiptJudge(connection: database.connection, sourceLocation: #_sourceLocation)
            try judge.expectNothingOpen()
        }

        @Test func migration_IsFinished_AfterABreak() throws {
            let database = try ScratchDatabase()
            try database.connection.execute("INSERT INTO jobs VALUES (1, 'kept')")
            try database.connection.execute("DROP TABLE wharf_rejects")
            try database.connection.execute("DELETE FROM wharf_migrations")
            #expect(try Migrator(database.settings).run() == Self.names)
            #expect(try database.rows("SELECT * FROM jobs") == ["1|kept"])
            #expect(try database.count("wharf_rejects") == 0)
        }

        @Test func numbers_RiseFromOne_AndChecksumsDiffer() {
            #expect(Migration.all.map(\.version) == Array(1...Migration.all.count))
            #expect(Set(Migration.all.map(\.checksum)).count == Migration.all.count)
            for migration in Migration.all {
                #expect(!migration.statements.isEmpty && migration.statements.allSatisfy { !$0.hasSuffix(";") })
            }
        }
    }
}
