import Foundation
import Logging
import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    struct InstanceKeeperTests {
        /// A load that has begun and got its first bytes, of an instance that then ends without a word.
        private static func abandonedLoad(
            in database: ScratchDatabase, spool: String, seenSecondsAgo seconds: Int
        ) throws -> (load: LoadIdentifier, instance: LoadIdentifier) {
            let root = try SpoolRoot(path: spool, limitBytes: 1 << 20)
            let context = LoadContext(
                database: WorkerDatabase(database.settings), spool: root, registry: LoadRegistry(requestLimit: 1),
                dictionary: DictionaryCache(),
                requestID: "request", requestedBy: "tester", source: .upload, bodyBytes: 100, isClientGone: { false })
            let receiver = try UploadReceiver(context: context, options: LoadOptions())
            try receiver.begin(table: "jobs", fileName: "jobs.csv")
            try Array("1,a\n".utf8).withUnsafeBytes { try receiver.receive($0) }
            try database.connection.execute(
                """
                INSERT INTO wharf_instances (id, host, pid, started_at, seen_at)
                VALUES (?, 'other', 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) - INTERVAL ? SECOND)
                """, [.text(root.instance.description), .signed(Int64(seconds))])
            return (try #require(receiver.loads.first).receipt.id, root.instance)
        }

        /// What the kernel leaves of a killed process: the folder, and a lock that nobody holds.
        private static func leaveRemains(
            of dead: (load: LoadIdentifier, instance: LoadIdentifier), in directory: SampleScratch
        ) throws {
            try directory.put("", into: "\(dead.instance).lock")
            try FileManager.default.createDirectory(
                atPath: "\(directory.path)/\(dead.instance)/\(dead.load)", withIntermediateDirectories: true)
        }

        private static func keeper(_ database: ScratchDatabase, spool: String) throws -> InstanceKeeper {
            let shared = try SharedState(
                settings: database.serviceSettings, spool: SpoolRoot(path: spool, limitBytes: 1 << 20))
            return InstanceKeeper(shared: shared, logger: .silent)
        }

        private func expectInterrupted(_ id: LoadIdentifier, in database: ScratchDatabase) throws {
            let receipt = try database.receipt(id)
            #expect(receipt.state == .interrupted && receipt.problem?.type == "interrupted")
            try expectClosed(receipt, in: database)
            #expect(try database.count("jobs") == 0)
        }

        @Test func loads_AreInterrupted_WhenTheirInstanceDiedHere() throws {
            let database = try ScratchDatabase()
            let directory = try SampleScratch()
            let dead = try Self.abandonedLoad(in: database, spool: directory.path, seenSecondsAgo: 1)
            try Self.leaveRemains(of: dead, in: directory)
            let keeper = try Self.keeper(database, spool: directory.path)
            try keeper.begin()
            try expectInterrupted(dead.load, in: database)
            #expect(try directory.names().count == 2, "the living instance's lock and folder")
            #expect(try database.rows("SELECT COUNT(*) FROM wharf_instances WHERE id = '\(dead.instance)'") == ["0"])
        }

        /// The keeper forgets the promises of ended loads, and with them nobody would know whose the folders are.
        @Test(arguments: ["done", "receiving"]) func promisedLoad_IsTakenOver_UnlessItHasEnded(_ state: String) throws {
            let database = try ScratchDatabase()
            let directory = try SampleScratch()
            let dead = try Self.abandonedLoad(in: database, spool: directory.path, seenSecondsAgo: 1)
            try Self.leaveRemains(of: dead, in: directory)
            let terms = PromiseStore.Terms(isCSV: true, options: LoadOptions())
            try PromiseStore(connection: database.connection).insert(
                .init(load: dead.load, request: dead.load, terms: terms), instance: dead.instance)
            try database.connection.execute("UPDATE wharf_loads SET state = '\(state)'")
            let keeper = try Self.keeper(database, spool: directory.path)
            try keeper.begin()
            let own = "\(directory.path)/\(keeper.shared.spool.instance)"
            #expect(try FileManager.default.contentsOfDirectory(atPath: own).count == (state == "done" ? 0 : 1))
            #expect(try database.count("wharf_promises") == (state == "done" ? 0 : 1))
            #expect(try directory.names().count == 2, "the living instance's lock and folder")
        }

        @Test func loads_AreInterrupted_WhenTheirInstanceIsLongUnseen() throws {
            let database = try ScratchDatabase()
            let elsewhere = try SampleScratch()
            let dead = try Self.abandonedLoad(in: database, spool: elsewhere.path, seenSecondsAgo: 3600)
            let directory = try SampleScratch()
            try Self.keeper(database, spool: directory.path).begin()
            try expectInterrupted(dead.load, in: database)
        }

        @Test func loads_GoOn_WhenTheirInstanceLives() throws {
            let database = try ScratchDatabase()
            let elsewhere = try SampleScratch()
            let living = try Self.abandonedLoad(in: database, spool: elsewhere.path, seenSecondsAgo: 5)
            let directory = try SampleScratch()
            try Self.keeper(database, spool: directory.path).begin()
            #expect(try database.receipt(living.load).state == .receiving)
            #expect(try database.count("wharf_instances") == 2)
        }

        @Test func beat_WritesProgress_AndStopTakesTheInstanceOut() throws {
            let database = try ScratchDatabase()
            let directory = try SampleScratch()
            let shared = try SharedState(
                settings: database.serviceSettings, spool: SpoolRoot(path: directory.path, limitBytes: 1 << 20))
            let context = LoadContext(
                database: WorkerDatabase(database.settings), spool: shared.spool, registry: shared.registry,
                dictionary: shared.dictionary,
                requestID: "request", requestedBy: "tester", source: .upload, bodyBytes: 100, isClientGone: { false })
            let receiver = try UploadReceiver(context: context, options: LoadOptions())
            try receiver.begin(table: "jobs", fileName: nil)
            try Array("1,a\n".utf8).withUnsafeBytes { try receiver.receive($0) }
            let load = try #require(receiver.loads.first)
            let keeper = InstanceKeeper(shared: shared, logger: .silent)
            try keeper.begin()
            try keeper.start()
            try eventually { try database.receipt(load.receipt.id).progress.bytes == 4 }
            #expect(try database.count("wharf_instances") == 1)
            keeper.stop()
            #expect(try database.count("wharf_instances") == 0)
            load.close(.interrupted, Problem(.incompleteBody, "enough"))
            try expectClosed(load.receipt, in: database)
        }
    }
}
