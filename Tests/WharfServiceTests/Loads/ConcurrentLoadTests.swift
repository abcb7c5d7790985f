import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Two loads of overlapping keys at once, each checked before the other has written.
    struct ConcurrentLoadTests {
        /// Which keys each of two files has.
        struct Overlap: Sendable, CustomTestStringConvertible {
            let keys: [[Int]]
            var both: Int { Set(keys[0]).intersection(keys[1]).count }
            var either: Int { Set(keys[0]).union(keys[1]).count }
            var testDescription: String { "\(keys[0].count) and \(keys[1].count) keys, \(both) in both" }

            init(seed: UInt64, most: Int) {
                var random = SeededGenerator(seed: seed)
                let range = 1...Int.random(in: 10...most, using: &random)
                let shares = (0..<2).map { _ in Int.random(in: 1...10, using: &random) }
                keys = shares.map { share in
                    range.filter { _ in Int.random(in: 1...10, using: &random) <= share }.shuffled(using: &random)
                }
            }
        }

        private func load(
            _ database: ScratchDatabase, _ files: [UploadedFile], _ onDuplicate: String
        ) throws -> [Receipt] {
            let settings = database.settings
            let results = try ParallelRun.results(threads: files.count) { run, index in
                let station = try LoadStation(settings)
                station.isAlone = false
                station.beforeWrite = { try run.meet(at: "checked") }
                return try station.load(files[index], options: ["on_duplicate": onDuplicate])
            }
            #expect(results.allSatisfy { $0.problem == nil })
            for receipt in results.flatMap(\.receipts) { try expectClosed(receipt, in: database) }
            return results.flatMap(\.receipts)
        }

        @Test(arguments: (0..<20).map { Overlap(seed: $0, most: 3000) })
        func rows_AreAccountedForOnce_WhenDuplicatesAreRejected(_ overlap: Overlap) throws {
            let database = try ScratchDatabase()
            let files = overlap.keys.enumerated().map { index, keys in
                UploadedFile("jobs", keys.map { "\($0),\($0 % 2 == 0 ? "same" : "of \(index)")\n" }.joined() + "x,y\n")
            }
            let receipts = try load(database, files, "reject")
            #expect(receipts.map(\.inserted).reduce(0, +) == overlap.either)
            #expect(receipts.map(\.rejected).reduce(0, +) == overlap.both + 2)
            #expect(try database.count("jobs") == overlap.either)
            let codes = receipts.map {
                ($0.rejectsByCode["already_in_table"] ?? 0, $0.rejectsByCode["differs_from_table"] ?? 0)
            }
            let even = Set(overlap.keys[0]).intersection(overlap.keys[1]).count { $0 % 2 == 0 }
            #expect(codes.map(\.0).reduce(0, +) == even)
            #expect(codes.map(\.1).reduce(0, +) == overlap.both - even)
        }

        @Test(arguments: (20..<25).map { Overlap(seed: $0, most: 3000) })
        func equalRows_AreUnchangedForOneOfThem_WhenDuplicatesAreSkipped(_ overlap: Overlap) throws {
            let database = try ScratchDatabase()
            let files = overlap.keys.map { keys in UploadedFile("jobs", keys.map { "\($0),job\n" }.joined() + "0x,\n") }
            let receipts = try load(database, files, "skip")
            #expect(receipts.map(\.inserted).reduce(0, +) == overlap.either)
            #expect(receipts.map(\.unchanged).reduce(0, +) == overlap.both)
            #expect(receipts.map(\.rejected) == [1, 1])
        }

        @Test(arguments: (25..<30).map { Overlap(seed: $0, most: 3000) })
        func rowsThatDiffer_AreUpdatedOnce_WhenDuplicatesUpdate(_ overlap: Overlap) throws {
            let database = try ScratchDatabase(isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, a INT)")
            let files = overlap.keys.enumerated().map { index, keys in
                UploadedFile("t", keys.map { "\($0),\(index)\n" }.joined() + "x,\n")
            }
            let receipts = try load(database, files, "update")
            #expect(receipts.map(\.inserted).reduce(0, +) == overlap.either)
            #expect(receipts.map(\.updated).reduce(0, +) == overlap.both)
            #expect(receipts.map(\.rejected) == [1, 1])
            #expect(try database.count("t") == overlap.either)
        }

        @Test(arguments: (30..<34).map { Overlap(seed: $0, most: 2000) })
        func textKeys_AreAccountedForOnce(_ overlap: Overlap) throws {
            let database = try ScratchDatabase(isMigrated: true, "CREATE TABLE t (id VARCHAR(20) PRIMARY KEY, a INT)")
            let files = overlap.keys.enumerated().map { index, keys in
                UploadedFile("t", keys.map { "\(index == 0 ? "key" : "KEY")\($0),1\n" }.joined() + "z,x\n")
            }
            let receipts = try load(database, files, "skip")
            #expect(receipts.map(\.inserted).reduce(0, +) == overlap.either)
            #expect(
                receipts.map { $0.unchanged + ($0.rejectsByCode["differs_from_table"] ?? 0) }.reduce(0, +)
                    == overlap.both)
        }

        /// Large enough for every shortcut that a large load may take; an orphan or none.
        @Test(arguments: [0, 4000, 12_000], [false, true])
        func largeLoads_AreAccountedForOnce(distance: Int, hasOrphan: Bool) throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            _ = try station.load(UploadedFile("departments", "1,a\n2,b\n"), UploadedFile("jobs", "1,a\n2,b\n"))
            let files = [0, distance].map { start in
                UploadedFile(
                    "hired_employees",
                    (1...12_000).map { "\(start + $0),Ann,2021-01-01T00:00:00Z,\($0 % 2 + 1),\($0 % 2 + 1)\n" }.joined()
                        + "x,Last,2021-01-01T00:00:00Z,1,\(hasOrphan ? 9 : 1)\n")
            }
            let receipts = try load(database, files, "skip")
            #expect(receipts.map(\.inserted).reduce(0, +) == 12_000 + distance)
            #expect(
                receipts.map { $0.unchanged + ($0.rejectsByCode["differs_from_table"] ?? 0) }.reduce(0, +) == 12_000
                    - distance)
            #expect(receipts.map { $0.rejectsByCode["unknown_parent"] } == (hasOrphan ? [1, 1] : [nil, nil]))
            #expect(try database.count("hired_employees") == 12_000 + distance)
            for index in [
                "PRIMARY", "hired_employees_by_department", "hired_employees_by_job", "hired_employees_by_time",
            ] {
                let count = "SELECT COUNT(*) FROM hired_employees FORCE INDEX (`\(index)`) WHERE department_id > 0"
                #expect(try database.rows(count) == ["\(12_000 + distance)"], "\(index) has the same rows")
            }
            // MySQL cannot prepare it.
            guard database.connection.isMariaDB else { return }
            #expect(try database.rows("CHECK TABLE hired_employees").last?.hasSuffix("OK") == true)
        }

        @Test func parentThatGoesAfterTheCheck_MakesOrphans() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            _ = try station.load(UploadedFile("departments", "1,a\n2,b\n"), UploadedFile("jobs", "1,a\n"))
            station.isAlone = false
            station.beforeWrite = { try database.connection.execute("DELETE FROM departments WHERE id = 2") }
            let lines = (1...11_000).map { "\($0),Ann,2021-01-01T00:00:00Z,\($0 % 11 == 0 ? 2 : 1),1\n" }
            let result = try station.load(UploadedFile("hired_employees", lines.joined()))
            #expect(result.sums == ["11000/10000/0/0/1000"])
            #expect(result["hired_employees"].rejectsByCode == ["unknown_parent": 1000])
        }

        /// Foreign keys may lead to columns that are not unique: two parents with one value are not two values.
        @Test func parentThatGoesAfterTheCheck_MakesOrphans_WhereParentsAreNotUnique() throws {
            let database = try ScratchDatabase(
                isMigrated: true, "CREATE TABLE p (id INT PRIMARY KEY, k INT, KEY (k))",
                "INSERT INTO p VALUES (1, 1), (2, 1), (3, 2)",
                "CREATE TABLE t (id INT PRIMARY KEY, k INT, FOREIGN KEY (k) REFERENCES p (k))")
            let station = try LoadStation(database)
            station.isAlone = false
            station.beforeWrite = { try database.connection.execute("DELETE FROM p WHERE k = 2") }
            let lines = (1...11_000).map { "\($0),\($0 % 11 == 0 ? 2 : 1)\n" }
            #expect(try station.load(UploadedFile("t", lines.joined())).sums == ["11000/10000/0/0/1000"])
            #expect(try database.rows("SELECT COUNT(*) FROM t WHERE k = 2") == ["0"])
        }

        @Test func rowThatGoesAfterTheCheck_IsInsertedByAnUpdate() throws {
            let database = try ScratchDatabase(
                isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, a INT)", "INSERT INTO t VALUES (1, 1), (2, 2)")
            let station = try LoadStation(database)
            station.isAlone = false
            station.beforeWrite = { try database.connection.execute("DELETE FROM t WHERE id = 1") }
            let result = try station.load(UploadedFile("t", "1,10\n2,20\n"), options: ["on_duplicate": "update"])
            #expect(result.sums == ["2/1/1/0/0"])
            #expect(try database.rows("SELECT * FROM t") == ["1|10", "2|20"])
        }

        @Test func rowThatGoesAfterTheCheck_DoesNotOverwriteAnother() throws {
            let database = try ScratchDatabase(
                isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, mail VARCHAR(9) UNIQUE, a INT)",
                "INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2), (3, 'c', 3)")
            let station = try LoadStation(database)
            station.isAlone = false
            station.beforeWrite = { try database.connection.execute("DELETE FROM t WHERE id = 1") }
            let result = try station.load(UploadedFile("t", "1,b,10\n3,d,30\n"), options: ["on_duplicate": "update"])
            #expect(result.sums == ["2/0/1/0/1"])
            #expect(result["t"].rejectsByCode == ["not_unique": 1])
            #expect(try database.rows("SELECT * FROM t ORDER BY id") == ["2|b|2", "3|d|30"])
        }
    }
}
