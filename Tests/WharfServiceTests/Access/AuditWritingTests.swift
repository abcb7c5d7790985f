import Logging
import MariaDB
import Synchronization
import Testing

@testable import WharfService

extension DatabaseTests {
    /// What the instance's keeper does with refusals and with uses of tokens.
    struct AuditWritingTests {
        let database: ScratchDatabase
        let directory: SampleScratch
        let shared: SharedState
        let log = LogLines()

        init() throws {
            database = try ScratchDatabase()
            directory = try SampleScratch()
            shared = try SharedState(
                settings: database.serviceSettings, spool: SpoolRoot(path: directory.path, limitBytes: 1 << 20))
        }

        private func withKeeper(_ body: () throws -> Void) throws {
            let keeper = InstanceKeeper(shared: shared, logger: log.logger)
            try keeper.begin()
            try keeper.start()
            defer { keeper.stop() }
            try body()
        }

        private func note(_ address: String = "10.0.0.1") {
            shared.ledger.note(
                AuditEntry(
                    requestID: "request-1", who: "ci", address: address, act: "POST /upload", target: "/upload\n",
                    refusal: .forbidden, detail: "why"))
        }

        private let columns = "request_id, who, address, act, target, status, problem, detail, occurrences"

        @Test func refusal_IsARow_WithinABeat() throws {
            try withKeeper {
                note()
                try eventually { try database.count("wharf_audit") == 1 }
            }
            #expect(
                try database.rows("SELECT \(columns) FROM wharf_audit") == [
                    "request-1|ci|10.0.0.1|POST /upload|/upload\u{FFFD}|403|forbidden|why|1"
                ])
        }

        @Test func rest_IsWritten_WhenTheServiceStops() throws {
            try withKeeper { for _ in 0..<10 { note() } }
            #expect(try database.rows("SELECT SUM(occurrences) FROM wharf_audit") == ["10"])
            #expect(log.errors.isEmpty)
        }

        @Test func refusal_IsAnErrorInTheLog_UntilItIsARow() throws {
            try database.connection.execute("RENAME TABLE wharf_audit TO wharf_away")
            try withKeeper {
                note()
                try eventually { log.errors.contains { $0.hasPrefix("no row in the audit yet") } }
                try database.connection.execute("RENAME TABLE wharf_away TO wharf_audit")
                try eventually { try database.count("wharf_audit") == 1 }
            }
            // The instance lives on meanwhile, and says good-bye in order.
            #expect(try database.count("wharf_instances") == 0)
        }

        @Test func refusal_IsInTheLogItself_WhenTheLastChanceIsOver() throws {
            try database.connection.execute("DROP TABLE wharf_audit")
            try withKeeper { note() }
            #expect(log.errors.contains { $0.hasPrefix("no row in the audit ") && $0.contains("10.0.0.1") })
        }

        @Test func refusal_Waits_WhileTheDatabaseIsAway() throws {
            let guest = try GuestUser(of: database)
            var settings = try database.serviceSettings
            settings.database.user = guest.settings.user
            settings.database.password = guest.settings.password
            let shared = try SharedState(
                settings: settings, spool: SpoolRoot(path: "\(directory.path)/guest", limitBytes: 1 << 20))
            let keeper = InstanceKeeper(shared: shared, logger: log.logger)
            try keeper.begin()
            try keeper.start()
            defer { keeper.stop() }
            try guest.shutOut()
            shared.ledger.note(
                AuditEntry(
                    requestID: nil, who: "ci", address: nil, act: "a", target: "t", refusal: .forbidden, detail: "d"))
            try eventually { log.errors.contains { $0.hasPrefix("no row in the audit yet") } }
            try guest.letIn()
            try eventually { try database.count("wharf_audit") == 1 }
        }

        /// An administrator has the token's row locked: that holds up nothing but the note of its use.
        @Test func lockedToken_StopsNoHeartbeat() throws {
            let office = try TokenOffice(database.settings, clerk: "ada")
            let id = try office.issue(name: "ci", scopes: ScopeSet([.read]), expiry: TokenExpiry("never")).id
            let administrator = try Connection(database.settings)
            try administrator.execute("START TRANSACTION")
            try administrator.execute("UPDATE wharf_tokens SET name = 'locked'")
            try withKeeper {
                let seen = "SELECT MAX(seen_at) FROM wharf_instances"
                shared.uses.note(id)
                note()
                try eventually { try database.count("wharf_audit") == 2 }
                let before = try database.rows(seen)
                try eventually(withinSeconds: 10) { try database.rows(seen) != before }
            }
            try administrator.execute("ROLLBACK")
            #expect(try office.tokens()[0].lastUsedAt == nil)
        }

        @Test func use_IsNoted_WithinABeat() throws {
            let office = try TokenOffice(database.settings, clerk: "ada")
            let id = try office.issue(name: "ci", scopes: ScopeSet([.read]), expiry: TokenExpiry("never")).id
            try withKeeper {
                shared.uses.note(id)
                try eventually { try office.tokens()[0].lastUsedAt != nil }
            }
        }
    }
}

/// What was logged at error level: message and metadata.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var errors: [String] { lines.withLock { $0 } }
    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: LogLines
        var logLevel = Logger.Level.error
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let values = (event.metadata ?? [:]).values.map(\.description).joined(separator: " ")
            log.lines.withLock { $0.append("\(event.message) \(values)") }
        }
    }
}
