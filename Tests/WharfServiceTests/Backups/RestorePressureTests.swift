import Bucket
import Foundation
import MariaDB
import Synchronization
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Restores of tables that others write, read, restore and alter meanwhile.
    struct RestorePressureTests {
        private static let rowCount = 20_000

        /// What one thread tells another.
        private final class Signal: Sendable {
            private let value = Mutex(false)
            var isGiven: Bool { value.withLock { $0 } }
            func give() { value.withLock { $0 = true } }
        }

        enum Way: Sendable, CaseIterable {
            case swap, rewrite

            var method: RestoreStore.Method { self == .swap ? TestServer.swapped : .rewritten }
        }

        /// A table with rows, backed up, and changed since; with a child where it is to be rewritten.
        private func changed(_ way: Way) throws -> BackupStation {
            let station = try BackupStation(
                "CREATE TABLE `t` (`id` INT PRIMARY KEY, `v` INT NOT NULL)",
                "INSERT INTO `t` SELECT `n`, 1 FROM \(numbers(to: Self.rowCount))")
            if way == .rewrite {
                try station.execute(
                    "CREATE TABLE `child` (`id` INT PRIMARY KEY, FOREIGN KEY (`id`) REFERENCES `t` (`id`))",
                    "INSERT INTO `child` VALUES (1), (\(Self.rowCount))")
            }
            try station.backUp("t")
            try station.execute("UPDATE `t` SET `v` = 2 WHERE `id` % 2 = 0", "DELETE FROM `t` WHERE `id` % 10 = 3")
            return station
        }

        /// Inserts rows until told to stop, and a few more; refused ones are tried again.
        ///
        /// - Returns: the keys that the server acknowledged.
        private static func insert(from first: Int, _ settings: ConnectionSettings, until isOver: Signal) throws
            -> [Int]
        {
            let connection = try Connection(settings)
            var keys: [Int] = []
            var rest = 20
            var key = first
            while rest > 0 {
                if isOver.isGiven { rest -= 1 }
                key += 1
                do {
                    try connection.execute("INSERT INTO `t` VALUES (?, 3)", [.signed(Int64(key))])
                    keys.append(key)
                } catch {
                    guard error.code == .lockWaitTimeout || error.code == .deadlock else { throw error }
                }
            }
            return keys
        }

        @Test(arguments: Way.allCases)
        func acknowledgedRow_IsInTheTable_OrInTheSafetyBackup(_ way: Way) throws {
            let station = try changed(way)
            let (settings, bucket) = (station.database.settings, station.bucket.bucket)
            var first = 1_000_000
            for _ in 0..<3 {
                let isOver = Signal()
                let keys = Mutex<[Int]>([])
                let start = first
                let answers = try ParallelRun.results(threads: 2) { run, thread -> RestoreAnswer? in
                    try run.meet(at: "start")
                    if thread == 1 {
                        let written = try Self.insert(from: start, settings, until: isOver)
                        keys.withLock { $0 = written }
                        return nil
                    }
                    defer { isOver.give() }
                    return try BackupStation.restore(RestoreOrder(table: "t"), bucket, settings)
                }
                let restored = try #require(answers[0]?.restores.first)
                #expect(restored.method == way.method)
                let acknowledged = keys.withLock { $0 }
                try expectAccounted(station, acknowledged, #require(restored.safety))
                first += 1_000_000
            }
            #expect(try station.remains == [])
        }

        private func expectAccounted(_ station: BackupStation, _ keys: [Int], _ safety: LoadIdentifier) throws {
            var order = RestoreOrder(table: "t", other: "before")
            order.backup = safety
            try station.restore(order)
            let (there, before) = (try self.keys(station, "t"), try self.keys(station, "before"))
            try station.execute("DROP TABLE `before`")
            #expect(there.isSuperset(of: 1...Self.rowCount))
            #expect(Set(keys).subtracting(there).subtracting(before) == [])
            // Both sides of the moment were met, and no row is on both.
            #expect(!there.isDisjoint(with: keys) && !before.isDisjoint(with: keys))
            #expect(there.intersection(before).isDisjoint(with: keys))
            let values = try station.database.rows("SELECT DISTINCT `v` FROM `t` WHERE `id` <= \(Self.rowCount)")
            #expect(values == ["1"])
        }

        private func keys(_ station: BackupStation, _ table: String) throws -> Set<Int> {
            Set(try station.database.connection.query("SELECT `id` FROM `\(table)`").compactMap { $0[0].integer })
        }

        @Test(arguments: Way.allCases)
        func reader_SeesOldOrNew(_ way: Way) throws {
            let station = try changed(way)
            let (settings, bucket) = (station.database.settings, station.bucket.bucket)
            let look = "SELECT COUNT(*), SUM(`v`), MIN(`v`) FROM `t`"
            let old = try station.database.rows(look)
            let isOver = Signal()
            let seen = Mutex<Set<[String]>>([])
            _ = try ParallelRun.results(threads: 2) { run, thread -> Bool in
                try run.meet(at: "start")
                if thread == 0 {
                    defer { isOver.give() }
                    _ = try BackupStation.restore(RestoreOrder(table: "t"), bucket, settings)
                    return true
                }
                let connection = try Connection(settings)
                var isLast = false
                while !isLast {
                    isLast = isOver.isGiven
                    let rows = try connection.texts(look)
                    seen.withLock { _ = $0.insert(rows) }
                }
                return true
            }
            #expect(seen.withLock { $0 } == [old, ["\(Self.rowCount)|\(Self.rowCount)|1"]])
        }

        @Test func otherRestoreOfTheTable_IsToldToWait() throws {
            let station = try changed(.swap)
            let (settings, bucket) = (station.database.settings, station.bucket.bucket)
            var others: [ProblemType] = []
            let agent = RestoreAgent(instance: LoadIdentifier(), name: "test", requestID: "")
            _ = try RestoreRun(
                bucket: bucket, settings: settings, agent: agent,
                look: { _, _, _ in
                    guard others.isEmpty else { return }
                    do {
                        _ = try BackupStation.restore(RestoreOrder(table: "t"), bucket, settings)
                    } catch let problem as Problem {
                        others.append(problem.type)
                    }
                }
            ).run(RestoreOrder(table: "t"))
            #expect(others == [.restoreRunning])
            #expect(try station.database.count("t") == Self.rowCount && station.remains == [])
        }

        @Test(arguments: Way.allCases)
        func tableThatIsAlteredMeanwhile_StaysAsItIs(_ way: Way) throws {
            let station = try changed(way)
            let database = station.database
            var isAltered = false
            let agent = RestoreAgent(instance: LoadIdentifier(), name: "test", requestID: "")
            let problem = #expect(throws: Problem.self) {
                try RestoreRun(
                    bucket: station.bucket.bucket, settings: database.settings, agent: agent,
                    look: { _, rows, _ in
                        guard rows > 0, !isAltered else { return }
                        isAltered = true
                        try database.connection.execute("ALTER TABLE `t` ADD COLUMN `w` INT NOT NULL DEFAULT 7")
                    }
                ).run(RestoreOrder(table: "t"))
            }
            #expect(problem?.type == .tableChanged)
            #expect(try database.count("t") == Self.rowCount * 9 / 10)
            #expect(try database.rows("SELECT DISTINCT `w` FROM `t`") == ["7"])
            #expect(try station.remains == [])
            #expect(try station.catalogue.all().backups.count == 1)
        }
    }
}
