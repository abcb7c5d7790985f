import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Many loads of all kinds, taken back in all orders, against a model: what the table was before each of them.
    struct UndoModelTests {
        private struct Step {
            let receipt: Receipt
            let before: [String]
            let after: [String]
        }

        private struct Seeded: RandomNumberGenerator {
            private var random: SampleRandom

            init(_ seed: UInt64) { random = SampleRandom(seed: seed, stream: 0) }

            mutating func next() -> UInt64 { random.next() }
        }

        private static let table = """
            CREATE TABLE items (id INT PRIMARY KEY, name VARCHAR(20) NULL, amount DECIMAL(9,2) NOT NULL DEFAULT 1.5,
                at DATETIME(3) NULL, u INT NULL UNIQUE)
            """

        private func content(_ database: ScratchDatabase) throws -> [String] {
            try database.rows("SELECT * FROM items ORDER BY id")
        }

        private static func file(_ random: inout some RandomNumberGenerator) -> UploadedFile {
            let isWhole = Bool.random(using: &random)
            let keys = (0..<Int.random(in: 1...60, using: &random)).map { _ in Int.random(in: 1...80, using: &random) }
            let records = keys.map { key in
                let name = ["", "a", "B", "\u{e9}"].randomElement(using: &random)!
                guard isWhole else { return "\(key),\(name)\n" }
                let unique = Bool.random(using: &random) ? "\(Int.random(in: 1...60, using: &random))" : ""
                return "\(key),\(name),\(key % 9).5,2021-01-0\(1 + key % 9)T00:00:00Z,\(unique)\n"
            }
            return UploadedFile("items", (isWhole ? "id,name,amount,at,u\n" : "id,name\n") + records.joined())
        }

        private func steps(_ station: LoadStation, _ database: ScratchDatabase, _ seed: UInt64) throws -> [Step] {
            var random = Seeded(seed)
            return try (0..<12).map { _ in
                let before = try content(database)
                let mode = ["update", "update", "skip", "reject"].randomElement(using: &random)!
                let receipt = try station.load(Self.file(&random), options: ["on_duplicate": mode]).receipts[0]
                return Step(receipt: receipt, before: before, after: try content(database))
            }
        }

        @Test(arguments: UInt64(1)...8)
        func lastFirst_EveryTableComesBack(_ seed: UInt64) throws {
            let database = try ScratchDatabase(Self.table)
            let station = try LoadStation(database)
            for step in try steps(station, database, seed).reversed() where step.before != step.after {
                let undo = try station.undo(step.receipt.id)
                #expect(undo.deleted == step.receipt.inserted && undo.updated == step.receipt.updated)
                #expect(try content(database) == step.before, "seed \(seed)")
            }
            #expect(try content(database) == [])
            #expect(try database.count("wharf_undo") == 0)
        }

        /// In any order a load is taken back, and no row is touched that it did not write; or nothing happens.
        @Test(arguments: UInt64(101)...108)
        func anyOrder_TouchesNobodyElsesRows(_ seed: UInt64) throws {
            let database = try ScratchDatabase(Self.table)
            let station = try LoadStation(database)
            var random = Seeded(seed &+ 1)
            var taken = 0
            let all = try steps(station, database, seed)
            for step in all.shuffled(using: &random) where step.before != step.after {
                let before = try content(database)
                do {
                    try station.undo(step.receipt.id)
                    taken += 1
                } catch let problem as Problem where problem.type == .rowsChanged {
                    #expect(try content(database) == before)
                    continue
                }
                let own = Set(step.after).subtracting(step.before)
                let old = Set(step.before).subtracting(step.after)
                let now = try Set(content(database))
                #expect(
                    Set(before).subtracting(now).subtracting(own) == [] && now.subtracting(before) == old,
                    "seed \(seed)")
            }
            #expect(taken > 0)
        }
    }
}
