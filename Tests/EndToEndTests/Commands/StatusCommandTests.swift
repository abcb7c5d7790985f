import Glibc
import MariaDB
import Testing

extension EndToEndTests {
    @Suite(.oneResponder)
    struct StatusCommandTests {
        let stack: Stack

        init() throws {
            stack = try Stack.shared()
            stack.emptyBucket()
        }

        private var socket: String { "\(stack.path)/run/wharf.sock" }

        private struct Status: Decodable {
            struct Service: Decodable {
                var up: Bool
                var version: String?
            }

            struct Instance: Decodable {
                var pid: Int32
                var dead: Bool
            }

            struct Database: Decodable {
                var schema: Int
                var schemaExpected: Int
                var instances: [Instance]
                var loads: [Receipt]
                var openRejects: [String: Int]
            }

            struct Backups: Decodable {
                var newest: [BackupDocument]
                var trouble: String?
            }

            struct Spool: Decodable {
                var bytes: Int
                var limitBytes: Int
                var freeBytes: Int
            }

            var status: String
            var troubles: [String]
            var service: Service
            var database: Database?
            var backups: Backups
            var spool: Spool
        }

        @Test func service_IsUp() throws {
            try stack.expectSuccess(stack.upload([.file("departments", "1,A\n2,\n")]))
            let backup = try stack.backUp("departments").backups[0]
            let outcome = try stack.command("status", "--socket", socket, "--json")
            let status = try outcome.json(Status.self)
            #expect(outcome.status == 0 && status.status == "ok" && status.troubles.isEmpty)
            let version = try stack.command("--version").output.filter { $0 != "\n" }
            #expect(status.service.up && status.service.version == version)
            let database = try #require(status.database)
            #expect(database.schema == database.schemaExpected)
            #expect(try database.instances.map(\.pid) == [stack.pid(of: "wharf")])
            #expect(database.loads.isEmpty && database.openRejects["departments"] ?? 0 > 0)
            #expect(status.backups.newest.map(\.id) == [backup.id])
            #expect(status.spool.bytes == 0 && status.spool.freeBytes > 0)
            let text = try stack.command("status", "--socket", socket).output
            #expect(text.contains("service       up, version \(version)") && !text.contains("BAD"))
        }

        @Test func runningLoad_IsShown() throws {
            let command = try Command(stack, ["load", "-", "--table", "departments"], isFed: true)
            try command.feed(Text.named(1...20_000))
            let id = try stack.awaitReceiving()
            let status = try stack.command("status", "--socket", socket, "--json").json(Status.self)
            #expect(status.database?.loads.map(\.id) == [id])
            #expect(status.database?.loads.first?.progress?.records ?? 0 > 0 && status.spool.bytes > 0)
            #expect(status.database?.instances.contains { $0.pid == command.child.pid } == true)
            command.endInput()
            #expect(try command.outcome().status == 0)
        }

        @Test func service_IsDown() throws {
            try stack.kill("wharf")
            let outcome = try stack.command("status", "--socket", socket)
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("service       DOWN: \(socket): Connection refused"))
            #expect(outcome.output.contains("BAD           the service is down"))
            try stack.start()
        }

        @Test func absentDatabase_IsBad() throws {
            let command = try Command(
                stack, ["status", "--socket", socket, "--json"], ["DB_SOCKET": "/nowhere/mysqld.sock"])
            let outcome = try command.outcome()
            let status = try outcome.json(Status.self)
            #expect(outcome.status == 1 && status.database == nil && status.service.up)
            #expect(status.troubles.count == 1 && status.troubles[0].hasPrefix("database: "))
        }

        @Test func instanceThatIsNotSeen_IsBad() throws {
            let id = "01J00000000000000000000000"
            // A service that runs would clean up after it.
            try stack.kill("wharf")
            try stack.execute(
                """
                INSERT INTO `wharf_instances` (`id`, `host`, `pid`, `started_at`, `seen_at`)
                VALUES ('\(id)', 'other', 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) - INTERVAL 100 SECOND)
                """)
            let outcome = try stack.command("status", "--socket", socket)
            #expect(outcome.status == 1 && outcome.output.contains("BAD           instance \(id) (other, process 1)"))
            try stack.start()
            #expect(try stack.query("SELECT `id` FROM `wharf_instances` WHERE `id` = '\(id)'").isEmpty)
        }
    }
}
