import Glibc
import MariaDB
import Testing
import WharfService

extension EndToEndTests.FaultTests {
    /// A migration that dies goes on where it was, when it is run again.
    struct MigrationFaultTests {
        private static let schema = "wharf_moved"
        private static let points: [FaultPoint] = [
            .migrationLocked, .migrationStatement, .migrationRun, .migrationRecorded, .migrationDone,
        ]
        private static let blows = Blow.all.filter { $0.part != .nginx }

        let stack: Stack

        init() throws {
            stack = try Stack.shared()
            try drop()
        }

        private func drop() throws {
            try stack.asAdministrator { connection in
                for name in [Self.schema, "\(Self.schema)_reporting"] {
                    try connection.execute("DROP DATABASE IF EXISTS `\(name)`")
                }
                try connection.execute("CREATE DATABASE `\(Self.schema)` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
            }
        }

        private func migrate() throws -> Command {
            try Command(stack, ["migrate"], ["DB_NAME": Self.schema, "DB_USER": "root", "DB_PASS": ""])
        }

        /// Every table and view, as the server describes it.
        private func definitions(_ schema: String) throws -> [String] {
            try stack.asAdministrator { connection in
                try connection.query(
                    """
                    SELECT CONCAT_WS(' ', TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_KEY, EXTRA)
                      FROM information_schema.COLUMNS
                     WHERE TABLE_SCHEMA = ?
                     ORDER BY TABLE_NAME, ORDINAL_POSITION
                    """, [.text(schema)]
                ).compactMap { $0[0].string }
            }
        }

        @Test(
            arguments: EndToEndTests.FaultTests.isWhole ? points : [.migrationRun],
            EndToEndTests.FaultTests.isWhole ? blows : [blows[0], blows[2]])
        func migrationThatDies_GoesOn_WhenItIsRunAgain(_ point: FaultPoint, _ blow: Blow) throws {
            try stack.arm(point)
            defer { stack.disarm() }
            let command = try migrate()
            try stack.awaitHeld(point)
            if blow.part == .responder {
                Tally.count(.faults)
                command.child.send(blow.way.signal)
            } else {
                try blow.strike(stack) {}
            }
            stack.disarm()
            _ = try command.outcome()
            try stack.start()
            try expectWhole()
        }

        private func expectWhole() throws {
            #expect(try migrate().outcome().status == 0)
            let again = try migrate().outcome()
            #expect(
                again.status == 0 && again.output == "The schema is up to date.\n", "\(again.output)\(again.errors)")
            let usual = try definitions("wharf").filter { !$0.hasPrefix("wharf_twin_") }
            #expect(try definitions(Self.schema) == usual)
            #expect(try definitions("\(Self.schema)_reporting") == definitions("wharf_reporting"))
            Tally.count(.rows, usual.count)
        }

        /// Two at once: one waits for the other.
        @Test func migrationsAtOnce_AreDoneOnce() throws {
            Tally.count(.faults)
            let both = try [migrate(), migrate(), migrate()]
            for command in both {
                let outcome = try command.outcome()
                #expect(outcome.status == 0, "\(outcome.errors)")
            }
            try expectWhole()
        }
    }
}
